/**
 * How urgent work is, most urgent first:
 *
 * - `present`: its result is part of the next picture (a frame in between, an upscaled video frame).
 * - `predict`: its result is part of a picture soon (the next step of a level).
 * - `interactive`: somebody waits for it (the next word of an answer).
 * - `background`: nobody waits.
 */
export type BudgetPriority = 'present' | 'predict' | 'interactive' | 'background';

/** A short piece of GPU work: at most a millisecond or two on the slowest device it should run well on. */
export type Slice = {
  /**
   * What its cost is learned under, such as `'nn/conv3x3'`: slices of one kind run the same shader, so that their time
   * is a constant plus their bytes (or macs) at a constant rate.
   */
  kind: string;
  /** Memory traffic in bytes: what it reads and writes, each once. */
  bytes?: number;
  /** Multiply-adds; the cost is learned over them where `bytes` is left out. */
  macs?: number;
  /** Records its commands. Every pass that it begins must be ended. */
  record(encoder: GPUCommandEncoder): void;
  /** Called when the GPU has finished it, unless its run has ended before (abort, error). */
  after?(): void;
};

/**
 * Slices in the order in which they must run: an array, or a generator, sync or async, of slices and of arrays of slices.
 *
 * A generator is resumed when all that it yielded was submitted, so it can map a buffer that its slices wrote. Slices of
 * one array may share a submit; yield arrays (a network's layers, a token's matrices) where slices are cheap. What an
 * async generator awaits (a pipeline, a readback) holds up its own run only. Its `finally` runs however the run ends.
 */
export type Slices<Result = unknown> =
  | Iterable<Slice | readonly Slice[], Result, undefined>
  | AsyncIterable<Slice | readonly Slice[], Result, undefined>;

/** Options of everything that is handed to a {@link FrameBudget}. */
export type BudgetWorkOptions = {
  /** Ends it with `aborted`: before its next slice, for `exclusive` and `compile` before it starts. */
  signal?: AbortSignal;
  /** Names it in error messages and its encoders in GPU tools. Default: the name of the method. */
  label?: string;
};

/** What was learned about a kind of slice: milliseconds = `fixedMs` + bytes / `bytesPerMs`. */
export type SliceCost = {
  fixedMs: number;
  /** Bytes (macs, for slices without bytes) per millisecond. Infinity while only one size was seen. */
  bytesPerMs: number;
  /** Measurements it rests on, at most 32. */
  samples: number;
};

/** What a {@link FrameBudget} does, for a panel or a log. */
export type FrameBudgetStats = {
  /** Part of the budget that was used, 0 to 1 (above: over it), mean of the latest 120 frames that had work. */
  share: number;
  /** Frames that had work, since the start. */
  frames: number;
  /** Frames whose slices took longer than the budget, as far as that could be measured. */
  late: number;
  /** Submits that the GPU has not finished. */
  queueDepth: number;
  /** Runs and exclusive guests that are not done, and compile work that has not begun. */
  waiting: Readonly<Record<BudgetPriority, number>>;
  /** Learned costs by kind. */
  costs: Readonly<Record<string, SliceCost>>;
};

/** Shares the GPU between the page's frames and work that may take longer than a frame. */
export interface FrameBudget {
  /** Milliseconds of GPU time between two frames: the smallest that any holder of this device asked for. */
  readonly budgetMs: number;
  /**
   * Runs slices, a few in each frame. Resolves with the generator's return value when the GPU has finished all of them.
   *
   * @throws FrameloomError `aborted`, `device-lost`, `disposed`, `invalid-argument`, `validation` where WebGPU refused a
   * submit; and what a slice or the generator throws, which ends this run only.
   */
  run<Result>(priority: BudgetPriority, slices: Slices<Result>, options?: BudgetWorkOptions): Promise<Result>;
  /**
   * Compiles ahead: at most two at a time, the most urgent first, outside of the frame. `make` must use the asynchronous
   * calls, as `createPass` does.
   *
   * @throws FrameloomError `aborted`, `device-lost`, `disposed`; and what `make` throws.
   */
  compile<Result>(
    priority: BudgetPriority,
    make: () => Promise<Result>,
    options?: BudgetWorkOptions,
  ): Promise<Result>;
  /**
   * For work that submits by itself and can't be cut into slices, such as onnxruntime: starts between two frames, when
   * the queue is empty of slices, and holds all slices back until it resolves. It takes the frame time that it takes.
   *
   * @throws FrameloomError `aborted` before it starts, `device-lost`, `disposed`; and what `work` throws.
   */
  exclusive<Result>(
    priority: BudgetPriority,
    work: () => Promise<Result>,
    options?: BudgetWorkOptions,
  ): Promise<Result>;
  /**
   * For a host with a loop of its own: call it at the start of each frame; slices are submitted after the calling task.
   * Without it frames are those of `requestAnimationFrame`.
   */
  frame(): void;
  readonly stats: FrameBudgetStats;
  /** Ends with `disposed` what was handed over through this object. Others on the device go on. Safe to call twice. */
  dispose(): void;
}

/** Priorities, most urgent first. */
export const priorities: readonly BudgetPriority[] = ['present', 'predict', 'interactive', 'background'];
