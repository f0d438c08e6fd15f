// Generated frames by the thousand: what memory does.
import type { Gpu } from '@frameloom/gpu';
import { createInterpolator } from '@frameloom/interpolate';
import { createUploader, renderWorld } from '../../gpu/interpolate/world.ts';
import { heapBytes } from '../../support/heap.ts';

/** What {@link soakInterpolator} saw. */
export type SoakResult = {
  frames: number;
  /** Bytes of GPU memory of the whole device after the first and the last tenth. */
  gpuBytes: [number, number];
  /** Bytes of the JavaScript heap, after a collection, after the first and the last tenth. */
  heapBytes: [number, number];
};

const size = { width: 32, height: 20 };

/** Generates `frames` frames, two between each pair, some after the newest, with resets, another size and a debug view now and then. */
export async function soakInterpolator(
  gpu: Gpu,
  frames: number,
  model: 'none' | 'standard',
): Promise<SoakResult> {
  const { device } = gpu;
  const interpolator = await createInterpolator(gpu, { displaySize: size, model });
  await interpolator.modelReady;
  const upload = createUploader(device);
  const worlds = [1, 2].map((time) => upload(renderWorld(size, time), size));
  let made = 0;
  let index = 0;
  /** A real frame, and what is generated around it. */
  const step = (): void => {
    const encoder = device.createCommandEncoder();
    if (index % 100 === 50) interpolator.resize(size, index % 200 === 50 ? { width: 48, height: 32 } : size);
    interpolator.addFrame(encoder, { ...worlds[index % 2]!, reset: index % 70 === 0 });
    interpolator.debug = index % 90 === 5 ? 'flow' : 'none';
    for (const t of interpolator.isReady ? [0.25, 0.75] : []) {
      interpolator.generate(encoder, { t });
      made += 1;
    }
    if (index % 10 === 0) {
      interpolator.extrapolate(encoder);
      made += 1;
    }
    device.queue.submit([encoder.finish()]);
    index += 1;
  };
  /** Goes on to at least `end` frames, and to the end of a round of sizes, so that both ends have the same. */
  const until = async (end: number): Promise<[number, number]> => {
    for (;;) {
      step();
      if (index % 25 === 0) await device.queue.onSubmittedWorkDone();
      if (made >= end && index % 200 === 0) return [gpu.memory.bytes, heapBytes()];
    }
  };
  const first = await until(frames / 10);
  const last = await until(frames);
  interpolator.dispose();
  worlds.forEach((world) => world.destroy());
  return { frames: made, gpuBytes: [first[0], last[0]], heapBytes: [first[1], last[1]] };
}
