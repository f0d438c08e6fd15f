// The page in which videos are measured. The host calls in; decoding, degradation, methods and metrics all run here.
import { createGpu, withErrorScopes, type Gpu } from '@frameloom/gpu';
import type { Picture } from '../../metrics/picture.ts';
import { createTally } from '../metrics.ts';
import { videoMethods } from '../methods/index.ts';
import type { Enlarger } from '../methods/types.ts';
import type { FileResult, Measured, MeasureRequest } from '../types.ts';
import { makeClip as encodeClip } from './clip.ts';
import { cropSheet } from './crops.ts';
import { degrade } from './degrade.ts';
import { readOriginal } from './source.ts';

export { measureBetween } from '../../between/video/page.ts';

declare global {
  interface Window {
    videoQuality?: Promise<typeof import('./page.ts')>;
  }
}

const timings = 7;
let opened: Promise<Gpu> | undefined;

/** Name of the page's adapter. */
export async function adapterName(): Promise<string> {
  return (await (opened ??= createGpu({ label: 'quality' }))).adapterName;
}

/** A clip for tests of the harness, as WebM. */
export function makeClip(width: number, height: number, frames: number): Promise<number[]> {
  return encodeClip(width, height, frames);
}

/** One file by every method that is asked for. */
export async function measure(request: MeasureRequest): Promise<FileResult> {
  const gpu = await (opened ??= createGpu({ label: 'quality' }));
  const original = await readOriginal(request);
  const small = await degrade(original, request.degradation);
  const pictures = new Map<string, Picture>();
  const results: Record<string, Omit<Measured, 'msRatio'> & { ms: number }> = {};
  // The bicubic is the unit of time, so it always runs.
  for (const name of new Set(['bicubic', ...request.methods])) {
    const method = videoMethods.find((candidate) => candidate.name === name)!;
    await withErrorScopes(gpu.device, `quality/${name}`, async () => {
      const enlarger = await method.create(gpu, small[0]!, request.peers, request.restoration);
      const tally = createTally();
      for (const [index, frame] of small.entries()) {
        await enlarger.load(frame);
        await enlarger.run();
        const enlarged = await enlarger.read();
        tally.add(enlarged, original.frames[index]!);
        if (index === small.length >> 1) pictures.set(name, enlarged);
      }
      const { macsPerPixel } = enlarger;
      results[name] = { ...tally.figures(), macsPerPixel, ms: await timeOf(gpu, enlarger) };
      enlarger.dispose();
    });
  }
  const unit = results['bicubic']!.ms;
  const methods: Record<string, Measured> = {};
  for (const name of request.methods) {
    const { ms, ...figures } = results[name]!;
    methods[name] = { ...figures, msRatio: ms / unit };
  }
  if (!request.methods.includes('bicubic')) pictures.delete('bicubic');
  const { width, height } = original.frames[0]!;
  const crops = cropSheet(pictures, original.frames[small.length >> 1]!);
  return { width, height, frames: small.length, methods, crops };
}

/** Median milliseconds from handing work in to its end, the queue idle before. */
async function timeOf(gpu: Gpu, enlarger: Enlarger): Promise<number> {
  const { queue } = gpu.device;
  const times: number[] = [];
  for (let i = 0; i < timings; i++) {
    await queue.onSubmittedWorkDone();
    const start = performance.now();
    await enlarger.run();
    await queue.onSubmittedWorkDone();
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b)[timings >> 1]!;
}
