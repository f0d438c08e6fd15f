// Two texts and a level at once on one device, each as if it were alone; then the device is lost for good.
import { createFrameBudget, type FrameBudget, type Gpu } from '@frameloom/gpu';
import { loadTextModel, type TextModel } from '@frameloom/text';
import { loadLevel, type Level } from '@frameloom/world';
import { readTiny } from '../../support/text/tiny-models.ts';

/** What {@link playBeside} saw. */
export type Beside = {
  /** Whether texts and level came out as they do alone. */
  isSame: boolean;
  /** Steps of the level when each text was done. */
  ends: readonly number[];
  /** Code of the error that a loss ends a text with, and whether the model then loaded again writes the same. */
  loss: { code: string; isSame: boolean };
};

const steps = 60;
const tokens = 40;
const tiny = readTiny('llama');
const options = { precision: 'f32', maxContext: 128 } as const;
const greedy = { temperature: 0, maxTokens: tokens, ignoreEnd: true };

/** @param gpu Of `createGpu`; it loses its device. */
export async function playBeside(gpu: Gpu): Promise<Beside> {
  const budget = createFrameBudget(gpu, { budgetMs: 4 });
  const model = await loadTextModel(gpu, tiny.files, { ...options, budget });
  const level = await loadLevel(gpu, 'wick');
  const prompts = [tiny.prompt.slice(0, 40), tiny.prompt.slice(30, 60)];
  const alone: (readonly number[])[] = [];
  for (const prompt of prompts) alone.push((await model.generate(prompt, greedy).done).tokens);
  const played = String(await play(level));
  model.forget();

  const ends: number[] = [];
  const streams = prompts.map((prompt) => model.generate(prompt, greedy));
  for (const { done } of streams) done.then(() => ends.push(level.stepCount)).catch(() => {});
  const together = await play(level);
  // It plays on beside what is left of the texts.
  do await step(level);
  while (ends.length < streams.length);
  const texts = await Promise.all(streams.map(({ done }) => done));
  const isSame = String(together) === played && String(texts.map((one) => one.tokens)) === String(alone);
  const loss = await lose(gpu, model, budget, { prompt: prompts[0]!, expected: alone[0]! });
  level.dispose();
  budget.dispose();
  return { isSame, ends, loss };
}

/** Plays from the start; the state at the end. */
async function play(level: Level): Promise<Uint32Array> {
  level.reset({ seed: 3, start: 1 });
  for (let i = 0; i < steps; i++) await step(level);
  return level.readState();
}

async function step(level: Level): Promise<void> {
  level.step(1 + (level.stepCount % 4));
  await new Promise((resolve) => setTimeout(resolve, 8));
}

async function lose(
  gpu: Gpu,
  model: TextModel,
  budget: FrameBudget,
  { prompt, expected }: { prompt: readonly number[]; expected: readonly number[] },
): Promise<Beside['loss']> {
  const rebuilt = new Promise<void>((resolve) => gpu.onRebuild(resolve));
  const stream = model.generate(prompt.slice(0, 30), greedy);
  await stream[Symbol.asyncIterator]().next();
  gpu.device.destroy();
  const code = await stream.done.then(
    () => 'done',
    (error: { code?: string }) => String(error.code),
  );
  await rebuilt;
  model.dispose();
  const again = await loadTextModel(gpu, tiny.files, { ...options, budget });
  const { tokens: found } = await again.generate(prompt, greedy).done;
  again.dispose();
  return { code, isSame: String(found) === String(expected) };
}
