import type { Slice } from '@frameloom/gpu';
import { failValue } from '../fail.ts';
import type { SchedulerPlan } from '../scheduler/plan.ts';
import type { Known } from './known.ts';
import { planesToBlocks, toSample } from '../picture/to-sample.ts';
import type { GivenImage } from './options.ts';
import type { ImageRequest } from './read-options.ts';
import type { ImageRun } from './run.ts';
import type { Studio } from './studio.ts';

type Work<Result> = AsyncGenerator<readonly Slice[], Result, undefined>;

/** Puts into the sample what a run of this seed begins with; what it knows of the picture is given back. */
export async function* begin(
  studio: Studio,
  request: ImageRequest,
  plan: SchedulerPlan,
  seed: number,
): Work<Known | undefined> {
  const { run, gpu } = studio;
  const { image, latents, toward, mask, strength } = request;
  const first = plan.steps[0]!;
  if (!image && !toward) {
    yield [noiseSlice(studio, plan, seed, latents)];
    return undefined;
  }
  const known = await run.known();
  const sigma = plan.initNoiseSigma;
  if (latents) gpu.device.queue.writeBuffer(known.noise, 0, toBlocks(run, latents));
  else yield [known.draw(known.noise, toward?.seed ?? seed)];
  if (!image) {
    // Two normal numbers by the sides of a right triangle are a normal number again.
    yield [known.draw(known.original, seed)];
    const angle = (toward!.amount * Math.PI) / 2;
    const factors = { clean: Math.cos(angle) * sigma, noise: Math.sin(angle) * sigma };
    yield [known.keep(factors, first.inputScale, false)];
    return undefined;
  }
  yield* encodeImage(studio, image, known);
  if (mask) gpu.device.queue.writeBuffer(known.mask, 0, shrinkMask(mask, run));
  // As diffusers: all of the masked part anew is noise and nothing else.
  const start = mask && strength === 1 ? { clean: 0, noise: sigma } : first.start;
  yield [known.keep(start, first.inputScale, false)];
  if (!studio.inpaints) return mask && known;
  yield* encodeImage(studio, hide(image, mask!), known);
  yield [known.join(run.input)];
  return undefined;
}

/** The clean sample of a picture, by the encoder where there is one. */
async function* encodeImage({ run, gpu, encoder }: Studio, image: GivenImage, known: Known): Work<void> {
  const write = (buffer: GPUBuffer, hasAlpha: boolean): void =>
    gpu.device.queue.writeBuffer(buffer, 0, toSample(image, hasAlpha));
  if (!encoder) return write(known.original, true);
  const coder = await encoder.get();
  await coder.prepare(run.size);
  write(run.picture!, false);
  yield coder.slices(run.picture!, known.original);
  encoder.release();
}

function noiseSlice(
  { run, gpu }: Studio,
  plan: SchedulerPlan,
  seed: number,
  latents: Float32Array | undefined,
): Slice {
  const { buffers, scheduler } = run;
  const [first, ...rest] = plan.steps;
  if (latents) gpu.device.queue.writeBuffer(buffers.sample, 0, toBlocks(run, latents));
  const given = {
    ...plan,
    steps: [{ ...first!, start: { clean: plan.initNoiseSigma, noise: 0 } }, ...rest],
  };
  return {
    kind: 'image/step',
    bytes: 6 * buffers.sample.size,
    record: (encoder) => scheduler.recordStart(encoder, buffers, given, { seed, clean: Boolean(latents) }),
  };
}

/** The picture with grey, 0 to networks, where it is made anew. */
function hide({ data, width, height }: GivenImage, mask: Float32Array): GivenImage {
  const shown = Float32Array.from(data, (value, i) => (mask[i >> 2] ? 127.5 : value));
  return { width, height, data: shown };
}

/** The mask at the pixels of a sample: of each its first corner, as diffusers takes it. */
function shrinkMask(mask: Float32Array, { size, latentSize }: ImageRun): Float32Array<ArrayBuffer> {
  const { width, height } = latentSize;
  const factor = size.width / width;
  return Float32Array.from(
    { length: width * height },
    (_, i) => mask[Math.floor(i / width) * factor * size.width + (i % width) * factor]!,
  );
}

/** Noise that was given, in blocks of four channels. */
function toBlocks({ latentSize, buffers }: ImageRun, latents: Float32Array): Float32Array<ArrayBuffer> {
  const pixels = latentSize.width * latentSize.height;
  const channels = latents.length / pixels;
  if (!Number.isInteger(channels) || Math.ceil(channels / 4) * 16 * pixels !== buffers.sample.size) {
    const { width, height } = latentSize;
    failValue('generate', 'latents.length', latents.length, `channels times ${width}×${height}`);
  }
  return planesToBlocks(latents, pixels);
}
