import { createPass, createPool, createUniformRing, type Gpu, type Slice } from '@frameloom/gpu';
import { numberLibraries, type FeatureMap, type Precision } from '@frameloom/nn';
import type { SchedulerStep } from '../scheduler/plan.ts';
import type { SamplerBuffers, SchedulerPass } from '../step/step.ts';
import inpaintCode from './inpaint.wgsl?raw';
import keepCode from './keep.wgsl?raw';

/** What a run begins with beside noise of one seed: a picture, a mask, noise of a second seed. */
export type Known = {
  /** The clean sample, or noise. */
  readonly original: GPUBuffer;
  readonly noise: GPUBuffer;
  /** One float for each pixel of the sample: not 0 where it is made anew. */
  readonly mask: GPUBuffer;
  readonly bytes: number;
  /** Draws the noise of a seed, as a run begins with it. */
  draw(into: GPUBuffer, seed: number): Slice;
  /**
   * Sets the sample, and what the network reads of it, to `clean · original + noise · noise`; with `masked` only where the mask
   * is 0.
   */
  keep(factors: SchedulerStep['start'], inputScale: number, masked: boolean): Slice;
  /** Writes the mask and the latent of what is known behind the sample in the input of an inpainting network. */
  join(map: FeatureMap): Slice;
  dispose(): void;
};

type Options = {
  buffers: SamplerBuffers;
  scheduler: SchedulerPass;
  /** Pixels of a sample. */
  pixels: number;
  precision: Precision;
  /** Channels of a network that reads more than the sample. */
  joined?: { channels: number; inputs: number } | undefined;
};

// GPUBufferUsage: COPY_DST, STORAGE.
const usage = 0x8 | 0x80;

/** @throws FrameloomError `compilation`, `device-lost`, `disposed`. */
export async function createKnown(gpu: Gpu, options: Options): Promise<Known> {
  const { buffers, scheduler, pixels, precision, joined } = options;
  const pool = createPool(gpu, 'image/known');
  const { size } = buffers.sample;
  const count = size / 16;
  const make = (label: string, bytes: number): GPUBuffer => pool.buffer({ label, size: bytes, usage });
  const original = make('original', size);
  const noise = make('noise', size);
  const mask = make('mask', Math.max(16, pixels * 4));
  const ring = createUniformRing(gpu, pool, { label: 'image/keep', size: 16 });
  const [keep, join] = await Promise.all([
    createPass(gpu, {
      label: 'image/keep',
      file: 'keep.wgsl',
      code: keepCode,
      constants: { pixels, count },
    }),
    joined &&
      createPass(gpu, {
        label: 'image/inpaint',
        file: 'inpaint.wgsl',
        code: inpaintCode,
        libraries: numberLibraries(precision),
        constants: {
          pixels,
          channels: joined.channels,
          firstBlock: joined.channels / 4,
          blocks: Math.ceil(joined.inputs / 4) - joined.channels / 4,
        },
      }),
  ]);
  const groups = Math.ceil(count / 64);
  const { input, output, denoised } = buffers;
  return {
    original,
    noise,
    mask,
    get bytes() {
      return pool.bytes;
    },
    draw: (into, seed) => ({
      kind: 'image/step',
      bytes: 4 * size,
      // Its other buffers are written before anything reads them.
      record: (encoder) =>
        scheduler.recordStart(encoder, { sample: into, input, output, denoised }, plain, { seed }),
    }),
    keep: ({ clean, noise: share }, inputScale, masked) => ({
      kind: 'image/keep',
      bytes: 4 * size,
      record(encoder) {
        const data = new ArrayBuffer(16);
        new Float32Array(data).set([clean, share, inputScale]);
        new Uint32Array(data)[3] = Number(masked);
        ring.write(encoder, data);
        keep.record(
          encoder,
          { parameters: ring.buffer, original, noise, mask, sample: buffers.sample, networkInput: input },
          { workgroups: [Math.min(groups, 65535), Math.ceil(groups / 65535), 1] },
        );
      },
    }),
    join: (map) => ({
      kind: 'image/inpaint',
      bytes: 2 * size,
      record: (encoder) =>
        join!.record(
          encoder,
          { mask, latent: original, map: map.buffer },
          { workgroups: [Math.ceil(pixels / 64), Math.ceil(joined!.inputs / 4) - joined!.channels / 4, 1] },
        ),
    }),
    dispose: () => pool.dispose(),
  };
}

/** A beginning of nothing but noise. */
const plain = {
  initNoiseSigma: 1,
  steps: [
    {
      timestep: 0,
      inputScale: 1,
      denoised: { sample: 0, output: 0 },
      clip: undefined,
      next: { sample: 0, output: 0, denoised: 0, previous: 0, noise: 0 },
      start: { clean: 0, noise: 1 },
    },
  ],
};
