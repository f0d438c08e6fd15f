import type { Gpu } from '../gpu.ts';
import { createPool } from '../pool.ts';
import { createReports, type CheckWarning, type Reports } from './reports.ts';

/** Integers per frame in `slots` of {@link Statistics}; the shader writes the frame's number plus one into the last. */
export const slotFields = 32;

/** Frames of one window; a verdict needs a whole one. */
export const windowFrames = 16;

/** Two windows: one is read while the next one fills. */
const slotFrames: number = 2 * windowFrames;
const slotBytes: number = slotFields * 4;

/** Bytes of {@link createStatistics}. */
export const statisticsBytes: number = (slotFrames + windowFrames) * slotBytes;

/** Statistics of an application's frames, written by a shader, judged in windows of {@link windowFrames} frames. */
export type Statistics<Code extends string, Facts> = Omit<Reports<Code>, 'stop'> & {
  /** A slot of {@link slotFields} atomic integers for frame `index % 32`. */
  readonly slots: GPUBuffer;
  readonly bytes: number;
  /** Clears the slot of a frame, and judges the last full window; record the shader that fills the slot afterwards. */
  add(encoder: GPUCommandEncoder, index: number, facts: Facts): void;
  dispose(): void;
};

/** Frames that were recorded one after the other. */
type Window<Facts> = { first: number; facts: Facts[] };

/**
 * Makes the statistics of a checker. They come back a window late and nothing waits for them.
 * @param judge findings in a whole window: `slots[f · slotFields + field]`, and what the CPU knew about each frame.
 */
export function createStatistics<Code extends string, Facts>(
  gpu: Gpu,
  label: string,
  judge: (slots: Int32Array, facts: readonly Facts[]) => readonly CheckWarning<Code>[],
): Statistics<Code, Facts> {
  const pool = createPool(gpu, label);
  const slots = pool.buffer({
    label: `${label}/check-slots`,
    size: slotFrames * slotBytes,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  const staging = pool.buffer({
    label: `${label}/check-staging`,
    size: windowFrames * slotBytes,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  const { stop, ...reports } = createReports<Code>();
  let filling: Window<Facts> = { first: 0, facts: [] };
  let full: Window<Facts> | undefined;
  let isReading = false;
  let isDisposed = false;

  /** Judges the last full window, once the GPU has run it. */
  const judgeWindow = async (window: Window<Facts>): Promise<void> => {
    isReading = true;
    const read = await readWindow(gpu, slots, staging, window.first);
    isReading = false;
    if (!read || isDisposed) return;
    if (full === window) full = undefined;
    reports.report(judge(read, window.facts));
  };

  return {
    slots,
    ...reports,
    bytes: pool.bytes,
    add(encoder, index, facts) {
      if (index % windowFrames === 0) {
        if (filling.facts.length === windowFrames) full = filling;
        filling = { first: index, facts: [] };
      }
      if (full && !isReading) void judgeWindow(full);
      filling.facts.push(facts);
      encoder.clearBuffer(slots, (index % slotFrames) * slotBytes, slotBytes);
    },
    dispose() {
      isDisposed = true;
      stop();
      pool.dispose();
    },
  };
}

/**
 * Reads the window that begins with a frame; undefined where the GPU has not run all of it, or has begun to overwrite it. The
 * frames tell their own numbers, since nobody tells when the caller submits them.
 */
async function readWindow(
  { device }: Gpu,
  slots: GPUBuffer,
  staging: GPUBuffer,
  first: number,
): Promise<Int32Array | undefined> {
  try {
    const encoder = device.createCommandEncoder({ label: 'check' });
    encoder.copyBufferToBuffer(slots, (first % slotFrames) * slotBytes, staging, 0, staging.size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const copy = new Int32Array(staging.getMappedRange().slice(0));
    staging.unmap();
    const numbers = Array.from({ length: windowFrames }, (_, i) => copy[(i + 1) * slotFields - 1]);
    return numbers.every((number, i) => number === first + i + 1) ? copy : undefined;
  } catch {
    return undefined; // the device went away or the buffer was freed
  }
}
