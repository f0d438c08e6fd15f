// Steps of a level by the thousand: what memory and time do.
import { pathToFileURL } from 'node:url';
import type { Gpu } from '@frameloom/gpu';
import { loadLevel } from '@frameloom/world';
import { heapBytes } from '../../support/heap.ts';

/** What {@link soakLevel} saw. */
export type SoakResult = {
  steps: number;
  /** Bytes of GPU memory after the first and the last part. */
  gpuBytes: [number, number];
  /** Bytes of the JavaScript heap, after a collection, after the first and the last part. */
  heapBytes: [number, number];
  /** Median milliseconds of a step in the first and the last part. */
  stepMs: [number, number];
};

/** Plays `steps` random steps, a tenth of them at each end measured, with a moment kept and come back to now and then. */
export async function soakLevel(gpu: Gpu, folder: string, steps: number): Promise<SoakResult> {
  const level = await loadLevel(gpu, pathToFileURL(`${folder}/`), { label: 'soak' });
  const { queue } = gpu.device;
  const part = Math.floor(steps / 10);
  const times: number[] = [];
  let state = 1;
  const play = async (count: number): Promise<number> => {
    times.length = 0;
    for (let i = 0; i < count; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const start = performance.now();
      level.step((state >>> 16) % level.info.actions.length);
      await queue.onSubmittedWorkDone();
      times.push(performance.now() - start);
      if (i % 100 === 99) {
        const moment = level.snapshot();
        level.drawMemory();
        level.restore(moment);
        moment.dispose();
      }
    }
    return times.toSorted((a, b) => a - b)[count >> 1]!;
  };
  // Compiled code and buffers that grow with the first use are there before the counting starts.
  await play(Math.min(part, 50));
  const first = { ms: await play(part), gpu: gpu.memory.bytes, heap: heapBytes() };
  if (steps > 2 * part) await play(steps - 2 * part);
  const last = { ms: await play(part), gpu: gpu.memory.bytes, heap: heapBytes() };
  level.dispose();
  return {
    steps,
    gpuBytes: [first.gpu, last.gpu],
    heapBytes: [first.heap, last.heap],
    stepMs: [first.ms, last.ms],
  };
}
