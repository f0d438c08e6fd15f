import type { Gpu, ResourcePool } from '@frameloom/gpu';
import type { Matrix, OperatorCost, Precision } from '@frameloom/nn';
import type { OnnxConstant, OnnxNode } from '../../../support/onnx-graph.ts';

/** Numbers as they lie in matrices: `f16` maps stand for halves in memory and products, `f32` for singles. */
export type Halves = 'f32' | 'f16';

/** What a case draws its numbers and matrices from. */
export type Kit = {
  gpu: Gpu;
  pool: ResourcePool;
  halves: Halves;
  precision: Precision;
  /** Numbers around zero that halves can hold. */
  draw(count: number, scale?: number): Float32Array<ArrayBuffer>;
  /** A matrix of drawn numbers; its columns are a multiple of 4, so that it is a plain row-major tensor too. */
  matrix(name: string, rows: number, columns: number, scale?: number): Matrix;
  /** A buffer of whole numbers. */
  words(values: Uint32Array<ArrayBuffer>): GPUBuffer;
};

/** An input as onnxruntime sees the same buffer. */
export type PeerInput = { buffer: GPUBuffer; type: 'float' | 'int32'; dims: readonly number[] };

/** The same operator for onnxruntime, with an output called `output`. */
export type PeerModel = {
  nodes: readonly OnnxNode[];
  constants: readonly OnnxConstant[];
  inputs: Readonly<Record<string, PeerInput>>;
  output: readonly number[];
};

/** An operator that is set up. */
export type PreparedCase = {
  cost: OperatorCost;
  record(encoder: GPUCommandEncoder): void;
  output: Matrix;
  /** Undefined where onnxruntime has no such operator. */
  peer: PeerModel | undefined;
  dispose(): void;
};

/** An operator and its size. */
export type OperatorCase = { name: string; halves: Halves; prepare(kit: Kit): Promise<PreparedCase> };
