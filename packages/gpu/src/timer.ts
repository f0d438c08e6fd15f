import { requireInteger, requireOptions, requireText } from './arguments.ts';
import { FrameloomError } from './errors.ts';
import type { Gpu } from './gpu.ts';
import { internalsOf } from './internals.ts';
import { createTimerQueries, type TimerQueries } from './timer-queries.ts';
import { createTimingWindows, summarise, type PassTiming } from './timing-windows.ts';

/** Measures GPU time per pass. Where the device has no `timestamp-query` every call is a cheap no-op. */
export interface PassTimer {
  /** Whether the device can measure. */
  readonly supported: boolean;
  /**
   * Whether those who record many passes that are one job, such as the layers of a network, measure each of them.
   * That splits them into passes of their own, which costs time.
   */
  readonly detail: boolean;
  /** GPU time of whole frames: the sum of all passes of a frame, over the latest 120 frames. */
  readonly frame: PassTiming;
  /**
   * The `timestampWrites` of one compute or render pass. Passes that share a label within a frame are summed. Undefined when
   * not supported, or when the frame has more passes than `capacity`.
   */
  pass(label: string): (GPUComputePassTimestampWrites & GPURenderPassTimestampWrites) | undefined;
  /** Ends the frame's measuring: call once, after the last pass, on the encoder that recorded it. */
  resolve(encoder: GPUCommandEncoder): void;
  /** Call after submit. Reads what has finished; the frame need not wait for it. Never rejects. */
  collect(): Promise<void>;
  /**
   * By label, over the latest 120 frames; empty until the first frame was collected. A label that did not occur in the
   * latest 16 measured frames is left out.
   */
  results(): Record<string, PassTiming>;
  /** Forgets all results and the passes of an unfinished frame. */
  reset(): void;
  /** Frees the query set and buffers. Safe to call twice. */
  dispose(): void;
}

/**
 * Makes a timer.
 *
 * @param options.capacity Passes in one frame. Default 32, at most 2048.
 * @param options.detail Measure each layer of a network. Default false.
 * @param options.label Default `'gpu/timer'`; also its owner in `gpu.memory`.
 * @throws FrameloomError `invalid-argument`, `invalid-size`.
 */
export function createPassTimer(
  gpu: Gpu,
  options: { capacity?: number; detail?: boolean; label?: string } = {},
): PassTimer {
  requireOptions('createPassTimer', options);
  const { capacity = 32, detail = false, label = 'gpu/timer' } = options;
  requireText('createPassTimer', 'label', label);
  requireInteger(label, 'capacity', capacity, 1, 2048, 'the most passes that a query set holds');
  internalsOf(label, gpu);
  let queries: TimerQueries | undefined;
  let windows = createTimingWindows();
  let isDisposed = false;

  const isSupported = (): boolean => gpu.device.features.has('timestamp-query');

  /** Made on first use, and made again on the device that follows a lost one. */
  function ready(): TimerQueries | undefined {
    if (isDisposed)
      throw new FrameloomError('disposed', `${label}: used after dispose(). Create a new timer.`);
    if (gpu.isLost || !isSupported()) return undefined;
    if (queries?.device !== gpu.device) {
      queries?.release();
      queries = createTimerQueries(gpu, label, capacity);
    }
    return queries;
  }

  return {
    detail,
    get supported() {
      return !isDisposed && isSupported();
    },
    get frame() {
      return summarise(windows.frame);
    },
    pass(name) {
      requireText(label, 'pass label', name);
      return ready()?.take(name);
    },
    resolve(encoder) {
      ready()?.resolve(encoder);
    },
    async collect() {
      if (isDisposed) return;
      const into = windows;
      await queries?.collect((sums) => into.add(sums));
    },
    results() {
      return Object.fromEntries([...windows.labels()].map(([name, window]) => [name, summarise(window)]));
    },
    reset() {
      windows = createTimingWindows();
      queries?.forget();
    },
    dispose() {
      isDisposed = true;
      queries?.release();
      queries = undefined;
    },
  };
}
