import type { Slice } from '@frameloom/gpu';
import { failValue } from '../fail.ts';
import type { Picture } from '../picture/picture.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import type { SchedulerPlan } from '../scheduler/plan.ts';
import type { ClipTokenizer } from '../text-encoder/tokenizer.ts';
import type { Decoder } from './decoder.ts';
import type { GivenImage, ImageRequest } from './options.ts';
import type { ImageNetworks, ImageRun } from './run.ts';

/** All that a picture is made with. */
export type Studio = ImageNetworks & {
  run: ImageRun;
  scheduler: Scheduler;
  tokenizer: ClipTokenizer;
  decoder: Decoder | undefined;
};

/** The work of one picture, for a frame budget. */
export async function* produce(
  studio: Studio,
  request: ImageRequest,
): AsyncGenerator<readonly Slice[], Picture, undefined> {
  const { run, gpu, decoder } = studio;
  const { buffers, scheduler, presenter } = run;
  const { seed, guidance, steps: count, onStep, image, latents } = request;
  const isGuided = guidance > 1;
  const plan = planSteps(studio.scheduler, request);
  yield encode(studio, request.prompt, run.text.prompt);
  if (isGuided) yield encode(studio, request.negativePrompt, run.text.negative);
  const given = latents ? toBlocks(run, latents) : image && toSample(image);
  if (given) gpu.device.queue.writeBuffer(buffers.sample, 0, given);
  const start = latents ? withStart(plan) : plan;
  yield [
    passSlice('image/step', buffers, (encoder) =>
      scheduler.recordStart(encoder, buffers, start, { seed, clean: given !== undefined }),
    ),
  ];
  const guide = isGuided ? { unconditional: buffers.unconditional, guidanceScale: guidance } : {};
  const preview = onStep && (!decoder || decoder.isTiny) ? presenter.texture('preview') : undefined;
  const texture = presenter.texture('picture');
  let done = false;
  try {
    for (const [index, { timestep }] of plan.steps.entries()) {
      yield run.unetSlices(timestep, run.text.prompt, buffers.output);
      if (isGuided) yield run.unetSlices(timestep, run.text.negative, buffers.unconditional);
      yield [
        passSlice('image/step', buffers, (encoder) =>
          scheduler.recordStep(encoder, buffers, plan, index, { seed, ...guide }),
        ),
      ];
      if (preview) yield show(studio, buffers.denoised, preview);
      onStep?.({ step: count - plan.steps.length + index + 1, steps: count, preview });
    }
    yield show(studio, buffers.sample, texture);
    done = true;
    return presenter.picture(texture, seed);
  } finally {
    if (preview) presenter.free(preview);
    if (!done) presenter.free(texture);
  }
}

function planSteps(scheduler: Scheduler, { steps, strength }: ImageRequest): SchedulerPlan {
  const isFlow = scheduler.config.kind === 'flow-match';
  return scheduler.plan({
    numInferenceSteps: steps,
    strength,
    // Equal steps to the end; the config's own go down to 1/1000 and then to 0.
    ...(isFlow && { sigmas: Array.from({ length: steps }, (_, i) => 1 - i / steps) }),
  });
}

/** A plan that begins with the noise that lies in the sample. */
function withStart(plan: SchedulerPlan): SchedulerPlan {
  const [first, ...rest] = plan.steps;
  return { ...plan, steps: [{ ...first!, start: { clean: plan.initNoiseSigma, noise: 0 } }, ...rest] };
}

function encode(
  { gpu, run, tokenizer, textEncoder }: Studio,
  words: string,
  output: ImageRun['embeddings'],
): Slice[] {
  const ids = tokenizer.encode(words, textEncoder.config.positions);
  gpu.device.queue.writeBuffer(run.embeddings.buffer, 0, textEncoder.embed(ids));
  return textEncoder.slices(run.embeddings, output);
}

/** A sample as a texture, by the decoder where there is one. */
function show({ run, decoder }: Studio, sample: GPUBuffer, texture: GPUTexture): Slice[] {
  const source = run.picture ?? sample;
  return [
    ...(decoder ? decoder.slices(sample, source, run.size) : []),
    {
      kind: 'image/present',
      bytes: source.size * 1.25,
      record: (encoder) => run.presenter.record(encoder, source, texture),
    },
  ];
}

function passSlice(
  kind: string,
  { sample }: ImageRun['buffers'],
  record: (encoder: GPUCommandEncoder) => void,
): Slice {
  return { kind, bytes: 6 * sample.size, record };
}

/** Pixels as a network paints them: −1 to 1, colours multiplied by alpha. */
function toSample({ data, width, height }: GivenImage): Float32Array<ArrayBuffer> {
  const values = new Float32Array(width * height * 4);
  for (let at = 0; at < values.length; at += 4) {
    const alpha = data[at + 3]! / 255;
    for (let i = 0; i < 3; i++) values[at + i] = (data[at + i]! / 127.5) * alpha - 1;
    values[at + 3] = 2 * alpha - 1;
  }
  return values;
}

/** Planes of channels in blocks of four, as buffers have them. */
function toBlocks({ buffers, latentSize }: ImageRun, latents: Float32Array): Float32Array<ArrayBuffer> {
  const pixels = latentSize.width * latentSize.height;
  const channels = latents.length / pixels;
  const values = new Float32Array(buffers.sample.size / 4);
  if (!Number.isInteger(channels) || Math.ceil(channels / 4) * 4 * pixels !== values.length) {
    const { width, height } = latentSize;
    failValue('generate', 'latents.length', latents.length, `channels times ${width}×${height}`);
  }
  latents.forEach((value, i) => {
    const [channel, pixel] = [Math.floor(i / pixels), i % pixels];
    values[(Math.floor(channel / 4) * pixels + pixel) * 4 + (channel % 4)] = value;
  });
  return values;
}
