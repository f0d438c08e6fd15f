import { FrameloomError, show } from '@frameloom/gpu';
import { requireFeatureMap, type FeatureMap } from '../feature-map.ts';
import { isWhole, requireMatrix, type Matrix } from '../matrix.ts';
import type { CompiledLayer, Edge, LayerEdges } from '../layer/operator.ts';
import { sourcesOf } from '../layer/operator.ts';
import type { Format } from '../precision.ts';
import { edgeBytes, edgeFormat } from './edge-bytes.ts';
import type { NetworkPlan } from './plan.ts';
import { channelsOf, sizeOf, type EdgeShape } from './shape.ts';
import type { SharedBuffers } from './shared-buffers.ts';
import type { NetworkSize } from './sizes.ts';

/** Maps, and matrices without gaps between their rows, by the names that the architecture gives them. */
export type NamedMaps = Readonly<Record<string, FeatureMap | Matrix>>;

/** What a layer costs at a size: multiply-adds, and the bytes of the maps and weights it reads and writes, each once. */
export type LayerCost = { name: string; macs: number; bytes: number };

/** One layer of a run: what it is, and what it works on. */
export type LayerWork = { name: string; op: string; layer: CompiledLayer; edges: LayerEdges };

/**
 * Checks the maps of a run, and finds the buffers of every layer.
 *
 * @throws FrameloomError `invalid-argument`, `invalid-size`.
 */
export function bindWork(
  label: string,
  network: { plan: NetworkPlan; layers: readonly CompiledLayer[]; shared: SharedBuffers; format: Format },
  given: { inputs: NamedMaps; outputs: NamedMaps },
  frame: NetworkSize,
): LayerWork[] {
  const { plan, layers, shared, format } = network;
  const outside = new Map<string, GPUBuffer>();
  const take = (kind: string, maps: NamedMaps, wanted: ReadonlyMap<string, EdgeShape>): void => {
    for (const [name, shape] of wanted) {
      const map = Object.hasOwn(maps ?? {}, name) ? maps[name] : undefined;
      outside.set(name, requireOutside(`${label}: ${kind} ${show(name)}`, map, shape, frame, format));
    }
  };
  take('input', given.inputs, plan.inputs);
  take('output', given.outputs, plan.outputs);
  requireApart(label, plan, outside);
  const edges = new Map<string, Edge>();
  for (const [name, shape] of plan.shapes) {
    const buffer = outside.get(name) ?? shared.find(name)!;
    edges.set(name, { buffer, ...sizeOf(shape, frame) });
  }
  return plan.layers.map(({ layer }, i) => ({
    name: layer.name,
    op: layer.op,
    layer: layers[i]!,
    edges: {
      inputs: sourcesOf(layer).map((source) => edges.get(source)!),
      output: edges.get(layer.name)!,
      frame,
    },
  }));
}

/** What each layer costs for a frame. */
export function layerCosts(
  plan: NetworkPlan,
  layers: readonly CompiledLayer[],
  format: Format,
  frame: NetworkSize,
): LayerCost[] {
  return plan.layers.map(({ layer, inputs, shape }, i) => ({
    name: layer.name,
    macs: layers[i]!.macs(frame),
    bytes: [...inputs, shape].reduce((sum, edge) => sum + edgeBytes(edge, frame, format), layers[i]!.bytes),
  }));
}

function requireOutside(
  where: string,
  map: FeatureMap | Matrix | undefined,
  shape: EdgeShape,
  frame: NetworkSize,
  format: Format,
): GPUBuffer {
  const { width, height } = sizeOf(shape, frame);
  if (shape.kind === 'map') {
    const wanted = { width, height, channels: channelsOf(shape), format: edgeFormat(shape, format) };
    requireFeatureMap(where, map as FeatureMap, wanted);
  } else {
    const matrix = map as Matrix;
    requireMatrix(where, matrix, { rows: height, columns: shape.columns, format });
    if (!isWhole(matrix)) {
      throw new FrameloomError('invalid-argument', `${where} must be a whole matrix, not a part of another.`);
    }
  }
  return map!.buffer;
}

/**
 * A shader cannot read what it overwrites. An output may lie in the buffer of an input that no layer reads from the
 * output's layer on.
 */
function requireApart(label: string, plan: NetworkPlan, buffers: ReadonlyMap<string, GPUBuffer>): void {
  const writtenBy = (name: string): number => plan.layers.findIndex(({ layer }) => layer.name === name);
  const lastRead = (name: string): number =>
    plan.layers.findLastIndex(({ layer }) => sourcesOf(layer).includes(name));
  const outputs = [...plan.outputs.keys()];
  for (const output of outputs) {
    const other = [...plan.inputs.keys(), ...outputs].find(
      (name) =>
        name !== output &&
        buffers.get(name) === buffers.get(output) &&
        (outputs.includes(name) || lastRead(name) >= writtenBy(output)),
    );
    if (other === undefined) continue;
    throw new FrameloomError(
      'invalid-argument',
      `${label}: output ${show(output)} lies in the buffer of ${show(other)}. Give it a buffer of its own.`,
    );
  }
}
