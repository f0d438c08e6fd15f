import type { Slice } from '@frameloom/gpu';
import type { Network } from '@frameloom/nn';
import type { Picture } from '../picture/picture.ts';
import type { SchedulerPlan } from '../scheduler/plan.ts';
import { begin } from './begin.ts';
import type { Coder } from './coder.ts';
import type { ImageRequest } from './read-options.ts';
import type { ImageRun } from './run.ts';
import type { Studio } from './studio.ts';
import type { Words } from './words.ts';

type Work<Result> = AsyncGenerator<readonly Slice[], Result, undefined>;

/** The work of the pictures of one call, for a frame budget. */
export async function* produce(studio: Studio, request: ImageRequest): Work<Picture[]> {
  const plan = planSteps(request, studio.codec !== undefined);
  yield* encodeTexts(studio, request);
  const pictures: Picture[] = [];
  let done = false;
  try {
    for (let image = 0; image < request.count; image++)
      pictures.push(yield* produceOne(studio, request, plan, image));
    done = true;
    return pictures;
  } finally {
    if (!done) pictures.forEach((picture) => picture.dispose());
  }
}

async function* produceOne(
  studio: Studio,
  request: ImageRequest,
  plan: SchedulerPlan,
  image: number,
): Work<Picture> {
  const { run, codec, previews } = studio;
  const { buffers, presenter } = run;
  const { steps: count, onStep } = request;
  const seed = request.seed + image;
  const preview = onStep && previews && codec?.isTiny !== false ? presenter.texture('preview') : undefined;
  const texture = presenter.texture('picture');
  let done = false;
  try {
    const known = yield* begin(studio, request, plan, seed);
    const unet = await studio.unet?.get();
    for (const index of plan.steps.keys()) {
      yield* predict(studio, request, unet, plan.steps[index]!.timestep);
      yield [stepSlice(run, request, plan, index, seed)];
      // What stays of a picture is brought to the noise of the next step.
      const { start = { clean: 1, noise: 0 }, inputScale = 1 } = plan.steps[index + 1] ?? {};
      if (known) yield [known.keep(start, inputScale, true)];
      if (preview) yield* show(studio, buffers.denoised, preview, false);
      onStep?.({ step: count - plan.steps.length + index + 1, steps: count, image, preview });
    }
    studio.unet?.release();
    yield* show(studio, buffers.sample, texture, request.watermark);
    done = true;
    return presenter.picture(texture, seed, request.watermark);
  } finally {
    if (preview) presenter.free(preview);
    if (!done) presenter.free(texture);
  }
}

function planSteps({ scheduler, steps, strength }: ImageRequest, isLatent: boolean): SchedulerPlan {
  const isEqual = scheduler.config.kind === 'flow-match' && !isLatent;
  return scheduler.plan({
    numInferenceSteps: steps,
    strength,
    // Equal steps to the end, as networks that paint pixels learn them; the config's own go down to 1/1000 and then to 0.
    ...(isEqual && { sigmas: Array.from({ length: steps }, (_, i) => 1 - i / steps) }),
  });
}

async function* encodeTexts(studio: Studio, request: ImageRequest): Work<void> {
  const { run, tokenizers } = studio;
  const { prompt, negativePrompt, guidance, toward } = request;
  const { text } = run;
  const encoders = await Promise.all(studio.textEncoders.map((held) => held.get()));
  const encode = async function* (words: string, output: Words): Work<void> {
    const tokens = text.positions.map((count, i) => tokenizers[i]!.encode(words, count));
    if (studio.onnx) yield* studio.onnx.encode(tokens[0]!, output);
    else yield text.encode(encoders, tokens, output);
  };
  yield* encode(prompt, text.prompt);
  if (toward && toward.prompt !== prompt) {
    yield* encode(toward.prompt, text.negative);
    yield run.mixText(toward.amount);
  }
  if (guidance > 1) yield* encode(negativePrompt, text.negative);
  for (const held of studio.textEncoders) held.release();
}

/** What the network says of the input, with and without the prompt. */
async function* predict(
  { run, onnx }: Studio,
  { guidance }: ImageRequest,
  unet: Network | undefined,
  timestep: number,
): Work<void> {
  const { buffers, text } = run;
  const ask = async function* (words: Words, output: GPUBuffer): Work<void> {
    if (onnx) yield* onnx.predict(run, timestep, words, output);
    else yield run.unetSlices(unet!, timestep, words, output);
  };
  yield* ask(text.prompt, buffers.output);
  if (guidance > 1) yield* ask(text.negative, buffers.unconditional);
}

function stepSlice(
  { buffers, scheduler }: ImageRun,
  { guidance }: ImageRequest,
  plan: SchedulerPlan,
  index: number,
  seed: number,
): Slice {
  const guide = guidance > 1 ? { unconditional: buffers.unconditional, guidanceScale: guidance } : {};
  return {
    kind: 'image/step',
    bytes: 6 * buffers.sample.size,
    record: (encoder) => scheduler.recordStep(encoder, buffers, plan, index, { seed, ...guide }),
  };
}

/** A sample as a texture, by the decoder where there is one. */
async function* show(
  { run, decoder, onnx }: Studio,
  sample: GPUBuffer,
  texture: GPUTexture,
  marked: boolean,
): Work<void> {
  const source = run.picture ?? sample;
  if (onnx) yield* onnx.decode(run, sample, source);
  const coder: Coder | undefined = await decoder?.get();
  await coder?.prepare(run.size);
  yield [
    ...(coder?.slices(sample, source) ?? []),
    {
      kind: 'image/present',
      bytes: source.size * 1.25,
      record: (encoder) => run.presenter.record(encoder, source, texture, marked),
    },
  ];
  decoder?.release();
}
