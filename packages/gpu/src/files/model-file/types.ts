import type { FileOptions, LoadProgress } from '../options.ts';
import type { Dtype, Tensor, TensorData } from '../tensor.ts';

/** Dropped or chosen files by their path inside the drop, such as `webkitRelativePath`. */
export type FileSet = ReadonlyMap<string, Blob>;

/** Options of {@link openModelFile}. */
export type ModelFileOptions = FileOptions & {
  /**
   * SHA-256 of the file, or of each shard by its name, 64 hexadecimal digits. With one, {@link ModelFile.read} reads every
   * byte and fails at the end if they are others; without one (the default) the bytes are taken as they come.
   */
  sha256?: string | Readonly<Record<string, string>>;
  /** Largest file or sum of shards to accept, bytes. Default 16 GiB. */
  maxBytes?: number;
};

/** A tensor of a file before it is read. */
export type TensorInfo = {
  dtype: Dtype;
  shape: readonly number[];
  /** Bytes of its elements. */
  bytes: number;
};

/** A part of a tensor on its way. */
export type TensorPiece = {
  name: string;
  info: TensorInfo;
  /** Number of the first element of {@link TensorPiece.data} in the tensor. */
  offset: number;
  /** Up to a MiB of elements, in memory that the next piece overwrites: copy what must stay. */
  data: TensorData;
};

/** Options of {@link ModelFile.read}. */
export type ReadTensorsOptions = {
  /** Names of the tensors to read. Default all. */
  names?: Iterable<string>;
  /** Ends the call with `aborted`. Default the signal of {@link openModelFile}. */
  signal?: AbortSignal;
  /** Bytes of the tensors asked for; `file` is the shard. */
  onProgress?: (progress: LoadProgress) => void;
};

/** An open safetensors file, or several shards as one: the headers are read, the tensors come when asked for. */
export interface ModelFile {
  /** Every tensor by name. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** The files' own notes, `__metadata__`; of a name that several shards have, the first. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Bytes of all tensors. */
  readonly bytes: number;
  /**
   * Reads tensors in the order in which they lie in the file, each in one or more pieces, holding a few MiB at a time. The
   * next piece waits until `onPiece` is done. Nothing that came may be relied on before the promise resolves, since a hash
   * is known at the end only.
   *
   * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`, `disposed`; and what `onPiece` throws.
   */
  read(onPiece: (piece: TensorPiece) => void | Promise<void>, options?: ReadTensorsOptions): Promise<void>;
  /**
   * Reads one tensor into memory.
   *
   * @throws FrameloomError as {@link ModelFile.read}.
   */
  tensor(name: string, options?: { signal?: AbortSignal }): Promise<Tensor>;
  /** Closes connections. Safe to call twice. */
  dispose(): void;
}
