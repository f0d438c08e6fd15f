import { FrameloomError, show } from '@frameloom/gpu';
import type { Tensor, Tensors } from '@frameloom/gpu/files';
import type { Conv2dLayer, NetworkArchitecture } from './architecture.ts';

/** A map of the network: `level` n is n times halved, rounding up each time. */
export type MapShape = { channels: number; level: number };

/** A layer with what it needs, checked. */
export type PlannedLayer = {
  layer: Conv2dLayer;
  weight: Tensor;
  bias: Tensor | undefined;
  /** What weight and bias are at the other end, for weights that are blended. */
  end: { weight: Tensor; bias: Tensor | undefined } | undefined;
  skipChannels: number;
  /** Of the grid that the kernel slides over. */
  gridLevel: number;
};

/** Everything known of a network before its sizes. */
export type NetworkPlan = {
  inputs: ReadonlyMap<string, MapShape>;
  outputs: ReadonlyMap<string, MapShape>;
  layers: readonly PlannedLayer[];
  /** Of every map, by name. */
  shapes: ReadonlyMap<string, MapShape>;
  /** For the output of each layer that stays inside: which of the shared buffers it lies in. */
  slots: ReadonlyMap<string, number>;
  /** What each shared buffer has to hold. */
  slotShapes: readonly (readonly MapShape[])[];
};

/**
 * Checks that the layers fit each other and the tensors, and shares buffers among maps that are not needed at the same
 * time.
 *
 * @throws FrameloomError `load-failed`.
 */
export function planNetwork(label: string, architecture: NetworkArchitecture, tensors: Tensors): NetworkPlan {
  const shapes = new Map<string, MapShape>();
  const add = (name: string, shape: MapShape): void => {
    if (shapes.has(name)) fail(label, `the name ${show(name)} is used twice`);
    shapes.set(name, shape);
  };
  for (const { name, channels } of architecture.inputs) add(name, { channels, level: 0 });
  const inputs = new Map(shapes);
  const layers = architecture.layers.map((layer) => {
    const { planned, shape } = planLayer(`${label}: layer ${show(layer.name)}`, layer, shapes, tensors);
    add(layer.name, shape);
    return planned;
  });
  const outputs = new Map<string, MapShape>();
  for (const name of architecture.outputs) {
    if (inputs.has(name) || !shapes.has(name)) fail(label, `the output ${show(name)} is not a layer`);
    if (outputs.has(name)) fail(label, `the output ${show(name)} is listed twice`);
    outputs.set(name, shapes.get(name)!);
  }
  requireUsed(label, architecture, outputs);
  const without = layers.find(({ end }) => !end);
  if (without && layers.some(({ end }) => end)) {
    fail(label, `the layer ${show(without.layer.name)} has no second end (".end"), but others do`);
  }
  return { inputs, outputs, layers, shapes, ...assignSlots(architecture.layers, shapes, outputs) };
}

function planLayer(
  where: string,
  layer: Conv2dLayer,
  shapes: ReadonlyMap<string, MapShape>,
  tensors: Tensors,
): { planned: PlannedLayer; shape: MapShape } {
  const { name, input, channels, kernel, stride = 1, upsample = false, residual } = layer;
  const find = (source: string): MapShape =>
    shapes.get(source) ?? fail(where, `reads ${show(source)}, which no layer before it makes`);
  const [first, skip] = input.map(find);
  const gridLevel = first!.level - Number(upsample);
  if (gridLevel < 0)
    fail(where, `enlarges ${show(input[0])}, which already has the size of the network's inputs`);
  if (skip && skip.level !== gridLevel) {
    fail(where, `joins ${show(input[0])} and ${show(input[1])}, whose sizes differ`);
  }
  const shape = { channels, level: gridLevel + Number(stride === 2) };
  const added = residual === undefined ? undefined : find(residual);
  if (added && (added.level !== shape.level || added.channels !== channels)) {
    fail(where, `adds ${show(residual)}, whose shape is another than its own`);
  }
  const wanted = [channels, first!.channels + (skip?.channels ?? 0), kernel, kernel];
  const read = (part: string, shape: readonly number[]): Tensor | undefined => {
    const tensor = tensors.get(`${name}.${part}`);
    if (tensor && tensor.shape.join() !== shape.join()) {
      fail(where, `needs a ${part} of shape ${show(shape)}, the file has ${show(tensor.shape)}`);
    }
    return tensor;
  };
  const weight = read('weight', wanted) ?? fail(where, `has no tensor ${show(`${name}.weight`)}`);
  const bias = read('bias', [channels]);
  const weightEnd = read('weight.end', wanted);
  const biasEnd = read('bias.end', [channels]);
  if (Boolean(biasEnd) !== Boolean(weightEnd && bias)) {
    fail(where, 'has one of weight and bias at a second end (".end"), but not the other');
  }
  const end = weightEnd && { weight: weightEnd, bias: biasEnd };
  return { planned: { layer, weight, bias, end, skipChannels: skip?.channels ?? 0, gridLevel }, shape };
}

/** A layer that nobody reads is a mistake in the file. */
function requireUsed(
  label: string,
  { layers, inputs }: NetworkArchitecture,
  outputs: ReadonlyMap<string, MapShape>,
): void {
  const read = new Set(layers.flatMap((layer) => sourcesOf(layer)));
  for (const { name } of [...inputs, ...layers]) {
    if (!read.has(name) && !outputs.has(name))
      fail(label, `nothing reads ${show(name)}, and it is no output`);
  }
}

function sourcesOf({ input, residual }: Conv2dLayer): string[] {
  return residual === undefined ? [...input] : [...input, residual];
}

/** Each map gets a buffer that is free from its layer to its last reader; of several, the one nearest in size. */
function assignSlots(
  layers: readonly Conv2dLayer[],
  shapes: ReadonlyMap<string, MapShape>,
  outputs: ReadonlyMap<string, MapShape>,
): Pick<NetworkPlan, 'slots' | 'slotShapes'> {
  const lastRead = new Map<string, number>();
  layers.forEach((layer, i) => sourcesOf(layer).forEach((name) => lastRead.set(name, i)));
  const slots = new Map<string, number>();
  const slotShapes: MapShape[][] = [];
  const free = new Set<number>();
  layers.forEach((layer, i) => {
    const shape = shapes.get(layer.name)!;
    if (!outputs.has(layer.name)) {
      const distance = (slot: number): number => Math.abs(weightOf(slotShapes[slot]!) - weightOf([shape]));
      const [best = slotShapes.length] = [...free].toSorted((a, b) => distance(a) - distance(b));
      (slotShapes[best] ??= []).push(shape);
      free.delete(best);
      slots.set(layer.name, best);
    }
    for (const name of sourcesOf(layer)) {
      const slot = slots.get(name);
      if (slot !== undefined && lastRead.get(name) === i) free.add(slot);
    }
  });
  return { slots, slotShapes };
}

/** How large a map is, whatever the size of the inputs. */
function weightOf(shapes: readonly MapShape[]): number {
  return Math.max(...shapes.map(({ channels, level }) => Math.ceil(channels / 4) / 4 ** level));
}

function fail(where: string, fact: string): never {
  throw new FrameloomError('load-failed', `${where} ${fact}. The model's files do not fit each other.`);
}
