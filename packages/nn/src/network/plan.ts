import { FrameloomError, show } from '@frameloom/gpu';
import { isWeight, type Tensor, type Tensors } from '@frameloom/gpu/files';
import { sourcesOf, type TensorSpec } from '../layer/operator.ts';
import { operatorOf, type NetworkLayer } from '../layer/table.ts';
import type { LayerTensors } from '../layer/weights.ts';
import { inputShape, type NetworkArchitecture } from './architecture.ts';
import type { EdgeShape } from './shape.ts';
import { assignSlots, type Slots } from './slots.ts';

/** A layer with what it needs, checked. */
export type PlannedLayer = {
  layer: NetworkLayer;
  /** Of what it reads, see `sourcesOf`. */
  inputs: readonly EdgeShape[];
  /** Of its output. */
  shape: EdgeShape;
  tensors: LayerTensors;
  /** What the tensors are at the other end, for weights that are blended. */
  end: LayerTensors | undefined;
};

/** Everything known of a network before its sizes. */
export type NetworkPlan = Slots & {
  inputs: ReadonlyMap<string, EdgeShape>;
  outputs: ReadonlyMap<string, EdgeShape>;
  layers: readonly PlannedLayer[];
  /** Of every map and matrix, by name. */
  shapes: ReadonlyMap<string, EdgeShape>;
};

/**
 * Checks that the layers fit each other and the tensors, and shares buffers among edges that are not needed at the same
 * time.
 *
 * @throws FrameloomError `load-failed`.
 */
export function planNetwork(label: string, architecture: NetworkArchitecture, tensors: Tensors): NetworkPlan {
  const shapes = new Map<string, EdgeShape>();
  const add = (name: string, shape: EdgeShape): void => {
    if (shapes.has(name)) fail(label, `the name ${show(name)} is used twice`);
    shapes.set(name, shape);
  };
  for (const input of architecture.inputs) add(input.name, inputShape(input));
  const inputs = new Map(shapes);
  const layers = architecture.layers.map((layer) => {
    const planned = planLayer(`${label}: layer ${show(layer.name)}`, layer, shapes, tensors);
    add(layer.name, planned.shape);
    return planned;
  });
  const outputs = new Map<string, EdgeShape>();
  for (const name of architecture.outputs) {
    if (inputs.has(name) || !shapes.has(name)) fail(label, `the output ${show(name)} is not a layer`);
    if (outputs.has(name)) fail(label, `the output ${show(name)} is listed twice`);
    outputs.set(name, shapes.get(name)!);
  }
  requireUsed(label, architecture, outputs);
  const weighty = layers.filter((layer) => layer.tensors.size > 0);
  const without = weighty.find(({ end }) => !end);
  if (without && weighty.some(({ end }) => end)) {
    fail(label, `the layer ${show(without.layer.name)} has no second end (".end"), but others do`);
  }
  return { inputs, outputs, layers, shapes, ...assignSlots(architecture.layers, shapes, outputs) };
}

function planLayer(
  where: string,
  layer: NetworkLayer,
  shapes: ReadonlyMap<string, EdgeShape>,
  tensors: Tensors,
): PlannedLayer {
  const operator = operatorOf(layer);
  const failHere = (fact: string): never => fail(where, fact);
  const inputs = sourcesOf(layer).map(
    (source) => shapes.get(source) ?? failHere(`reads ${show(source)}, which no layer before it makes`),
  );
  const shape = operator.shape(layer, inputs, failHere);
  const specs = operator.tensors?.(layer, inputs, shape) ?? [];
  const read = (ending: string): Map<string, Tensor> => {
    const found = specs.map(
      (spec) => [spec.part, readTensor(where, layer.name, spec, ending, tensors)] as const,
    );
    return new Map(found.flatMap(([part, tensor]) => (tensor ? [[part, tensor] as const] : [])));
  };
  const own = read('');
  for (const { part, optional } of specs) {
    if (!optional && !own.has(part)) failHere(`has no tensor ${show(`${layer.name}.${part}`)}`);
  }
  const end = read('.end');
  const parts = [...own.keys()].join(' and ');
  if (end.size > 0 && parts !== [...end.keys()].join(' and ')) {
    failHere(`has one of ${parts} at a second end (".end"), but not the other`);
  }
  return { layer, inputs, shape, tensors: own, end: end.size > 0 ? end : undefined };
}

function readTensor(
  where: string,
  layer: string,
  { part, shape }: TensorSpec,
  ending: string,
  tensors: Tensors,
): Tensor | undefined {
  const tensor = tensors.get(`${layer}.${part}${ending}`);
  if (!tensor) return undefined;
  const fits =
    shape.length === tensor.shape.length && shape.every((n, i) => n === undefined || n === tensor.shape[i]);
  if (fits && isWeight(tensor)) return tensor;
  if (fits) fail(where, `needs a ${part} of F32, F16 or BF16, the file has ${show(tensor.dtype)}`);
  const wanted = `[${shape.map((size) => size ?? 'any').join(', ')}]`;
  return fail(where, `needs a ${part} of shape ${wanted}, the file has ${show(tensor.shape)}`);
}

/** A layer that nobody reads is a mistake in the file. */
function requireUsed(
  label: string,
  { layers, inputs }: NetworkArchitecture,
  outputs: ReadonlyMap<string, EdgeShape>,
): void {
  const read = new Set(layers.flatMap((layer) => sourcesOf(layer)));
  for (const { name } of [...inputs, ...layers]) {
    if (!read.has(name) && !outputs.has(name)) {
      fail(label, `nothing reads ${show(name)}, and it is no output`);
    }
  }
}

function fail(where: string, fact: string): never {
  throw new FrameloomError('load-failed', `${where} ${fact}. The model's files do not fit each other.`);
}
