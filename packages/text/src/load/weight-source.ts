import type { Tensor } from '@frameloom/gpu/files';
import type { Quantised } from '@frameloom/nn';

/** Where the tensors of a model come from, by the names of `wantedTensors`. */
export type WeightSource = {
  /** Names the file in errors. */
  readonly label: string;
  /** Shapes of all tensors. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Reads one tensor. Throws `load-failed`, `aborted`. */
  read(name: string, signal: AbortSignal | undefined): Promise<Tensor | Quantised>;
  dispose(): void;
};
