import { requireInteger, requireOptions, requireText } from './arguments.ts';
import { FrameloomError } from './errors.ts';
import type { Gpu } from './gpu.ts';
import { internalsOf } from './internals.ts';
import { createPool, type ResourcePool } from './pool.ts';
import { createWindow, type Window } from './statistics.ts';

/** GPU time of one label over the latest frames, in milliseconds. */
export type PassTiming = { last: number; p50: number; p95: number; count: number };

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

/** Frames in the percentiles. */
const windowLength = 120;
/** Measured frames after which a label that no longer occurs is dropped. */
const framesKept = 16;
/** Readbacks in flight. A frame that finds none free goes unmeasured rather than waits. */
const ringLength = 4;
/** Longer passes, in ms, are broken timestamps (some drivers wrap or reset their clock). */
const longestPass = 60_000;
/** GPUBufferUsage and GPUMapMode, spelled out because Node has no such globals of its own. */
const usage = { mapRead: 0x01, copySrc: 0x04, copyDst: 0x08, queryResolve: 0x200 } as const;

type Slot = { buffer: GPUBuffer; state: 'free' | 'filled' | 'mapping'; labels: readonly string[] };
type Resources = {
  device: GPUDevice;
  pool: ResourcePool;
  queries: GPUQuerySet;
  resolved: GPUBuffer;
  ring: Slot[];
};

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
  let resources: Resources | undefined;
  let labels: string[] = [];
  let windows = createWindows();
  let isDisposed = false;

  const isSupported = (): boolean => gpu.device.features.has('timestamp-query');

  /** Made on first use, and made again on the device that follows a lost one. */
  function ready(): Resources | undefined {
    if (isDisposed)
      throw new FrameloomError('disposed', `${label}: used after dispose(). Create a new timer.`);
    if (gpu.isLost || !isSupported()) return undefined;
    if (resources?.device !== gpu.device) {
      release();
      resources = createResources(gpu, label, capacity);
      labels = [];
    }
    return resources;
  }

  function release(): void {
    resources?.queries.destroy();
    resources?.pool.dispose();
    resources = undefined;
  }

  async function read(slot: Slot): Promise<void> {
    const into = windows;
    slot.state = 'mapping';
    try {
      const bytes = slot.labels.length * 16;
      await slot.buffer.mapAsync(usage.mapRead, 0, bytes);
      const times = new BigUint64Array(slot.buffer.getMappedRange(0, bytes));
      into.add(sumByLabel(slot.labels, times));
      slot.buffer.unmap();
    } catch {
      // Disposed or lost meanwhile: there is nothing to measure any more.
    }
    slot.state = 'free';
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
      const parts = ready();
      if (!parts || labels.length === capacity) return undefined;
      const index = 2 * labels.push(name) - 2;
      return { querySet: parts.queries, beginningOfPassWriteIndex: index, endOfPassWriteIndex: index + 1 };
    },
    resolve(encoder) {
      const parts = ready();
      const slot = parts?.ring.find((candidate) => candidate.state === 'free');
      const frame = labels;
      labels = [];
      if (!parts || !slot || frame.length === 0) return;
      encoder.resolveQuerySet(parts.queries, 0, 2 * frame.length, parts.resolved, 0);
      encoder.copyBufferToBuffer(parts.resolved, 0, slot.buffer, 0, 16 * frame.length);
      slot.state = 'filled';
      slot.labels = frame;
    },
    async collect() {
      if (isDisposed || !resources) return;
      await Promise.all(resources.ring.filter((slot) => slot.state === 'filled').map(read));
    },
    results() {
      return Object.fromEntries([...windows.labels()].map(([name, window]) => [name, summarise(window)]));
    },
    reset() {
      windows = createWindows();
      labels = [];
    },
    dispose() {
      isDisposed = true;
      release();
    },
  };
}

/** The measured times of all frames. */
type Windows = {
  readonly frame: Window;
  labels(): ReadonlyMap<string, Window>;
  add(sums: ReadonlyMap<string, number>): void;
};

function createWindows(): Windows {
  const frame = createWindow(windowLength);
  const labels = new Map<string, Window>();
  const lastFrames = new Map<string, number>();
  let frames = 0;
  return {
    frame,
    labels: () => labels,
    add(sums) {
      frames += 1;
      let total = 0;
      for (const [name, ms] of sums) {
        let window = labels.get(name);
        if (!window) labels.set(name, (window = createWindow(windowLength)));
        window.add(ms);
        lastFrames.set(name, frames);
        total += ms;
      }
      if (sums.size > 0) frame.add(total);
      for (const [name, last] of lastFrames) {
        if (frames - last < framesKept) continue;
        lastFrames.delete(name);
        labels.delete(name);
      }
    },
  };
}

function summarise(window: Window): PassTiming {
  const { last, count } = window;
  return { last, count, p50: window.percentile(0.5), p95: window.percentile(0.95) };
}

function createResources(gpu: Gpu, label: string, capacity: number): Resources {
  const pool = createPool(gpu, label);
  const size = capacity * 16;
  const ring = Array.from({ length: ringLength }, (_, index): Slot => {
    const readback = usage.mapRead | usage.copyDst;
    return {
      buffer: pool.buffer({ label: `readback ${index}`, size, usage: readback }),
      state: 'free',
      labels: [],
    };
  });
  return {
    device: gpu.device,
    pool,
    queries: gpu.device.createQuerySet({ label, type: 'timestamp', count: 2 * capacity }),
    resolved: pool.buffer({ label: 'resolved', size, usage: usage.queryResolve | usage.copySrc }),
    ring,
  };
}

/** Milliseconds by label of one frame; a label with a broken timestamp is left out. */
function sumByLabel(labels: readonly string[], times: BigUint64Array): Map<string, number> {
  const sums = new Map<string, number>();
  labels.forEach((name, index) => {
    const nanoseconds = (times[2 * index + 1] ?? 0n) - (times[2 * index] ?? 0n);
    const ms = nanoseconds < 0n ? Number.NaN : Number(nanoseconds) / 1e6;
    sums.set(name, (sums.get(name) ?? 0) + ms);
  });
  for (const [name, ms] of sums) if (!(ms < longestPass)) sums.delete(name);
  return sums;
}
