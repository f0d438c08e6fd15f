import { FrameloomError, show } from '@frameloom/gpu';
import { createTensor, isWeight, toFloat32, type Tensor, type Tensors } from '@frameloom/gpu/files';
import { requireFinite } from '../layer/weights.ts';
import type { Graph, GraphLayer } from './graph.ts';

/**
 * All weights as they lie on the GPU: those that are given, else as Kaiming et al. (2015) begin; layers that add a residual
 * begin as that, scores near zero.
 *
 * @throws FrameloomError `load-failed` for a tensor of another shape.
 */
export function arrangeAll(
  label: string,
  graph: Graph,
  { tensors, seed }: { tensors: Tensors; seed: number },
): Float32Array<ArrayBuffer> {
  const arranged = new Float32Array(4 * graph.blocks);
  const normal = createNormal(seed);
  for (const one of graph.layers) {
    for (const { part, shape, indexOf } of one.places) {
      const name = `${one.layer.name}.${part}`;
      const count = shape.reduce((product, side) => product * side, 1);
      const scale = spreadOf(graph, one, part, shape);
      // A bias that a file has not is zero.
      const made = Float32Array.from({ length: count }, () => (scale === 0 ? 0 : scale * normal()));
      const values = read(label, name, shape, tensors.get(name)) ?? made;
      values.forEach((value, place) => (arranged[4 * one.start + indexOf(place)] = value));
    }
  }
  return arranged;
}

/** The tensors of numbers that lie so. */
export function restoreAll(graph: Graph, arranged: Float32Array): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const { layer, start, places } of graph.layers) {
    for (const { part, shape, indexOf } of places) {
      const count = shape.reduce((product, side) => product * side, 1);
      const values = Float32Array.from(
        { length: count },
        (_, place) => arranged[4 * start + indexOf(place)]!,
      );
      tensors.set(`${layer.name}.${part}`, createTensor(shape, values));
    }
  }
  return tensors;
}

/** The deviation that the weights of a tensor begin with. */
function spreadOf(
  { chooser }: Graph,
  { layer }: GraphLayer,
  part: string,
  [, inputs = 1, ...kernel]: readonly number[],
): number {
  if (part === 'bias' || 'residual' in layer) return 0;
  if (layer.name === chooser.input[0]) return 0.02;
  if (layer.op === 'lookup') return 1;
  return Math.sqrt(2 / kernel.reduce((product, side) => product * side, inputs));
}

function read(
  label: string,
  name: string,
  shape: readonly number[],
  tensor: Tensor | undefined,
): Float32Array | undefined {
  if (!tensor) return undefined;
  if (!isWeight(tensor) || `${tensor.shape}` !== `${shape}`) {
    throw new FrameloomError(
      'load-failed',
      `${label}: tensor ${name} must be [${shape.join(', ')}] in F32, F16 or BF16, got ${show(tensor.shape)} in ${tensor.dtype}.`,
    );
  }
  const values = toFloat32(tensor);
  requireFinite(`${label}: ${name}`, values, 'f32');
  return values;
}

/** Normal numbers (Box and Muller 1958), the same for the same seed. */
function createNormal(seed: number): () => number {
  let state = seed;
  // Mulberry32.
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 1) / (2 ** 32 + 1);
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
