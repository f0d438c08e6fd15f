import type { Gpu, ResourcePool } from '@frameloom/gpu';
import type { GridSizes } from '../grid-sizes.ts';
import type { Range } from '../matrix.ts';
import type { EdgeShape } from '../network/shape.ts';
import type { NetworkSize } from '../network/sizes.ts';
import type { OperatorPlace } from '../operator.ts';
import type { Precision } from '../precision.ts';
import type { Fields } from './fields.ts';
import type { LayerWeights } from './weights.ts';

/** What every layer of a network has. */
export type LayerBase = {
  /** Names the layer, its output and its tensors. */
  name: string;
  op: string;
  /** What it reads: inputs of the network, or layers before it. */
  input: readonly string[];
  /** A further map, where the operator adds one. */
  residual?: string;
};

/** A tensor that an operator reads, `<layer>.<part>`. */
export type TensorSpec = {
  part: string;
  /** Undefined dimensions may have any size. */
  shape: readonly (number | undefined)[];
  /** Default false. */
  optional?: boolean;
};

/** What runs a layer is made of. */
export type LayerContext<L extends LayerBase> = {
  gpu: Gpu;
  /** `network/layer`. */
  label: string;
  layer: L;
  /** Of `input`, then of `residual`. */
  inputs: readonly EdgeShape[];
  output: EdgeShape;
  precision: Precision;
  pool: ResourcePool;
  sizes: GridSizes;
  weights: LayerWeights;
  /**
   * What layers of one network that agree in these options share: made by the first, in memory of the network's pool.
   *
   * @param op Names it, with the network.
   */
  share<T>(op: string, options: object, make: (place: OperatorPlace) => Promise<T>): Promise<T>;
  /** Largest size of a frame that is expected; what is chosen by it must serve larger ones too. */
  maxSize: NetworkSize;
};

/** A map or matrix at the size of a frame. A matrix of r rows is 1 pixel wide and r high. */
export type Edge = { buffer: GPUBuffer; width: number; height: number };

/** What a layer runs on. */
export type LayerEdges = {
  /** Of `input`, then of `residual`. */
  inputs: readonly Edge[];
  output: Edge;
  /** Size of the frame. */
  frame: NetworkSize;
  /** Rows of the output to compute; undefined for all. */
  rows?: Range | undefined;
};

/** A layer on the GPU. Its memory belongs to the network's pool. */
export interface CompiledLayer {
  /** Bytes of weights and working memory. */
  readonly bytes: number;
  /**
   * Where the layer may be cut by rows of its output, the number that the first row of a part is a multiple of. Parts are
   * recorded in order, from the first row on.
   */
  readonly rowStep?: number;
  /** Multiply-adds for a frame of this size. */
  macs(frame: NetworkSize): number;
  record(pass: GPUComputePassEncoder, edges: LayerEdges): void;
}

/**
 * An operator: a row of the table in table.ts. Its folder holds the shader, this row, and the same maths in TypeScript
 * (`*.reference.ts`).
 */
export interface Operator<L extends LayerBase = LayerBase> {
  /** Fewest and most names in `input`. */
  readonly inputs: readonly [number, number];
  /** Reads its own fields; `name`, `op` and `input` are read already, and unknown fields are refused afterwards. */
  parse(fields: Fields): Omit<L, 'name' | 'op' | 'input'>;
  /** Shape of the output; `fail` reports inputs that do not fit, as a fact about the layer. */
  shape(layer: L, inputs: readonly EdgeShape[], fail: (fact: string) => never): EdgeShape;
  /** Tensors that it reads. Default: none. */
  tensors?(layer: L, inputs: readonly EdgeShape[], output: EdgeShape): readonly TensorSpec[];
  /** @throws FrameloomError `invalid-argument` for bad weights; as `createPass`. */
  create(context: LayerContext<L>): Promise<CompiledLayer>;
}

/** The maps that a layer reads, in the order of {@link LayerEdges.inputs}. */
export function sourcesOf({ input, residual }: Pick<LayerBase, 'input' | 'residual'>): string[] {
  return residual === undefined ? [...input] : [...input, residual];
}
