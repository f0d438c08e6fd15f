import type { Gpu } from './gpu.ts';
import { createPool, type ResourcePool } from './pool.ts';

/** Timestamps of the passes of one frame after the other, on one device. */
export type TimerQueries = {
  readonly device: GPUDevice;
  /** Takes two queries for a pass; undefined where the frame has used all of them. */
  take(label: string): (GPUComputePassTimestampWrites & GPURenderPassTimestampWrites) | undefined;
  /** Records the readback of the frame's queries and begins the next frame. */
  resolve(encoder: GPUCommandEncoder): void;
  /** Forgets the passes of an unfinished frame. */
  forget(): void;
  /** Reads the frames that the GPU has finished: milliseconds by label. Never rejects. */
  collect(add: (sums: ReadonlyMap<string, number>) => void): Promise<void>;
  release(): void;
};

/** Readbacks in flight. A frame that finds none free goes unmeasured rather than waits. */
const ringLength = 4;
/** Longer passes, in ms, are broken timestamps (some drivers wrap or reset their clock). */
const longestPass = 60_000;
/** GPUBufferUsage and GPUMapMode, spelled out because Node has no such globals of its own. */
const usage = { mapRead: 0x01, copySrc: 0x04, copyDst: 0x08, queryResolve: 0x200 } as const;

type Slot = { buffer: GPUBuffer; state: 'free' | 'filled' | 'mapping'; labels: readonly string[] };

/** @param capacity Passes in one frame. */
export function createTimerQueries(gpu: Gpu, label: string, capacity: number): TimerQueries {
  const { device } = gpu;
  const pool = createPool(gpu, label);
  const size = capacity * 16;
  const ring = createRing(pool, size);
  const queries = device.createQuerySet({ label, type: 'timestamp', count: 2 * capacity });
  const resolved = pool.buffer({ label: 'resolved', size, usage: usage.queryResolve | usage.copySrc });
  let labels: string[] = [];

  return {
    device,
    take(name) {
      if (labels.length === capacity) return undefined;
      const index = 2 * labels.push(name) - 2;
      return { querySet: queries, beginningOfPassWriteIndex: index, endOfPassWriteIndex: index + 1 };
    },
    resolve(encoder) {
      const slot = ring.find((candidate) => candidate.state === 'free');
      const frame = labels;
      labels = [];
      if (!slot || frame.length === 0) return;
      encoder.resolveQuerySet(queries, 0, 2 * frame.length, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, slot.buffer, 0, 16 * frame.length);
      slot.state = 'filled';
      slot.labels = frame;
    },
    forget() {
      labels = [];
    },
    async collect(add) {
      await Promise.all(ring.filter((slot) => slot.state === 'filled').map((slot) => read(slot, add)));
    },
    release() {
      queries.destroy();
      pool.dispose();
    },
  };
}

function createRing(pool: ResourcePool, size: number): Slot[] {
  return Array.from({ length: ringLength }, (_, index): Slot => {
    const readback = usage.mapRead | usage.copyDst;
    return {
      buffer: pool.buffer({ label: `readback ${index}`, size, usage: readback }),
      state: 'free',
      labels: [],
    };
  });
}

async function read(slot: Slot, add: (sums: ReadonlyMap<string, number>) => void): Promise<void> {
  slot.state = 'mapping';
  try {
    const bytes = slot.labels.length * 16;
    await slot.buffer.mapAsync(usage.mapRead, 0, bytes);
    add(sumByLabel(slot.labels, new BigUint64Array(slot.buffer.getMappedRange(0, bytes))));
    slot.buffer.unmap();
  } catch {
    // Disposed or lost meanwhile: there is nothing to measure any more.
  }
  slot.state = 'free';
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
