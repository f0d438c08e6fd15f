import type { BudgetPriority, FrameBudget } from '@frameloom/gpu';

/** A model file: its bytes, or an address to load it from. */
export type OnnxSource = string | URL | Uint8Array | ArrayBuffer;

/** One file for every device, or one in halves and one in single precision, of which the device takes what suits it. */
export type OnnxModel = OnnxSource | { f16?: OnnxSource; f32?: OnnxSource };

/** Element types that buffers can hold. */
export type OnnxType = 'float32' | 'float16' | 'int32' | 'uint32' | 'int64' | 'uint8' | 'bool';

/** Options of {@link openOnnx}. */
export type OnnxOptions = {
  /**
   * Which file of a pair to take. Default: `f16` where the device has `shader-f16` and is no software adapter, else `f32`;
   * the only file there is.
   */
  precision?: 'f16' | 'f32';
  /** Ends loading with `aborted`. */
  signal?: AbortSignal;
  /** Runs become exclusive guests of this budget: between frames, without slices beside them. Default: run at once. */
  budget?: FrameBudget;
  /** Of the runs in the budget. Default `'background'`. */
  priority?: BudgetPriority;
  /** Sizes of the model's named dimensions, such as `{ batch: 1 }`. With all of them given feeds need no `dims`. Default: none. */
  dims?: Readonly<Record<string, number>>;
  /** Where onnxruntime's wasm file lies. Default: beside its module, where bundlers put it. */
  wasm?: string | URL;
  /** Names it in errors. Default `'nn/onnx'`. */
  label?: string;
};

/** An input or output of a model. A dimension that the model leaves open is its name. */
export type OnnxValue = { name: string; type: string; dims: readonly (number | string)[] };

/** A tensor in a GPU buffer: row-major, from its first byte. */
export type OnnxTensor = {
  /** With STORAGE, COPY_SRC and COPY_DST; its size a multiple of 16 bytes. */
  buffer: GPUBuffer;
  dims: readonly number[];
  type: OnnxType;
};

/** A tensor that the model made; `dispose()` gives its buffer back. */
export type OnnxResult = OnnxTensor & { dispose(): void };

/** Options of {@link OnnxSession.run}. */
export type OnnxRunOptions = {
  /** Ends it with `aborted`, if it hasn't begun. */
  signal?: AbortSignal;
  /** Buffers to write outputs into. Others (default: all) are made, and belong to whoever called. */
  outputs?: Readonly<Record<string, GPUBuffer | OnnxTensor>>;
};

/** A model that is ready to run. */
export interface OnnxSession {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /**
   * Runs the model on buffers; nothing is read back. Work submitted afterwards on the device's queue sees the outputs.
   * Runs of all sessions on the page follow each other, since onnxruntime can't be entered twice.
   *
   * @param feeds Every input by name: a buffer, where the model says its size, or a buffer with `dims` and `type`.
   * @throws FrameloomError `invalid-argument`, `invalid-size`, `aborted`, `disposed`, `device-lost`, `validation` where
   * onnxruntime refuses.
   */
  run(
    feeds: Readonly<Record<string, GPUBuffer | OnnxTensor>>,
    options?: OnnxRunOptions,
  ): Promise<Record<string, OnnxResult>>;
  /** Frees the model once the runs before it are done. Safe to call twice. */
  dispose(): Promise<void>;
}
