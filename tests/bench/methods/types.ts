import type { BenchInput } from '../input.ts';
import type { IdleBindings } from '../observe.ts';

/** An upscaler under the clock. */
export type BenchMethod = {
  readonly name: string;
  readonly idle?: IdleBindings;
  /** Records and submits one frame from the input's current textures. */
  run(): void;
  dispose(): void;
};

/** Creates a method on the renderer of `input`, after its first frame was rendered. */
export type CreateMethod = (input: BenchInput) => Promise<BenchMethod>;
