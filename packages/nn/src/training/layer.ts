import type { Gpu } from '@frameloom/gpu';
import type { LayerBase } from '../layer/operator.ts';
import type { SharePass } from '../layer/share-pass.ts';
import type { EdgeShape } from '../network/shape.ts';
import type { Parameters } from '../parameters.ts';
import type { Parts } from './parts.ts';

/** A map of a batch: the pictures below each other. */
export type BatchMap = {
  /** Of one picture. */
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** How whole numbers are stored, where it holds such. */
  readonly values: 'u8' | 'u32' | undefined;
  /** Where the gradient of the loss by it goes; undefined for inputs of the network. */
  readonly gradient: GPUBuffer | undefined;
};

/** What a trained layer is made of. */
export type TrainingContext<L extends LayerBase> = {
  gpu: Gpu;
  /** `trainer/layer`. */
  label: string;
  layer: L;
  pictures: number;
  /** Of `input`, then of `residual`. */
  inputs: readonly BatchMap[];
  output: BatchMap & { readonly value: GPUBuffer; readonly gradient: GPUBuffer };
  /** Whether the gradient of each input is added to what later layers put there. */
  accumulate: readonly boolean[];
  pass: SharePass;
  numbers: Parameters;
  parts: Parts;
  /** All weights of the network, and where those of the layer begin, in blocks of four. */
  weights: { buffer: GPUBuffer; start: number; blocks: number };
};

/** A layer that is trained. `inputs` are the values of what it reads. */
export interface TrainingLayer {
  forward(pass: GPUComputePassEncoder, inputs: readonly GPUBuffer[]): void;
  /** From the gradient of its output to those of its inputs and weights. */
  backward(pass: GPUComputePassEncoder, inputs: readonly GPUBuffer[]): void;
}

/** Where the numbers of a tensor lie among the weights of a layer. */
export type WeightPlace = {
  part: string;
  shape: readonly number[];
  /** Of the number at a place in the tensor. */
  indexOf(place: number): number;
};

/** An operator that can be trained. */
export interface TrainingOperator<L extends LayerBase = LayerBase> {
  /** What of the layer cannot be trained, as a fact; undefined where all of it can. */
  refuse?(layer: L): string | undefined;
  /** Default: no weights. `blocks`: of four numbers. */
  weights?(layer: L, inputs: readonly EdgeShape[]): { blocks: number; places: readonly WeightPlace[] };
  create(context: TrainingContext<L>): Promise<TrainingLayer>;
}

/** Blocks of four that channels fill. */
export function blocksOf(channels: number): number {
  return Math.ceil(channels / 4);
}

/** Pixels of all pictures. */
export function pixelsOf({ width, height }: { width: number; height: number }, pictures: number): number {
  return width * height * pictures;
}
