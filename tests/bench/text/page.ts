import { createFrameBudget, createGpu, FrameloomError, type FrameBudget, type Gpu } from '@frameloom/gpu';
import { loadTextModel, type TextModel } from '@frameloom/text';
import type { Size } from '@frameloom/upscale';
import { measureBandwidth } from '../bandwidth.ts';
import { createFrames, type Frames } from '../budget/frames.ts';
import { percentiles, type FrameTimes } from '../budget/page.ts';
import type { TextArguments } from './arguments.ts';
import { randomModel } from './models.ts';
import type { Peer } from './peer/transformers.ts';

/** Frames with a model doing one thing. */
export type TextPhase = {
  name: string;
  times: FrameTimes;
  /** Tokens written or read a second. */ tokens: number;
};

/** A model by itself, without a scene. */
export type Alone = {
  name: string;
  weightBytes: number;
  /** Tokens a second. */
  decode: number;
  prefill: number;
  /** Milliseconds until the first token behind the long prompt. */
  firstMs: number;
};

/** Everything measured. */
export type TextReport = {
  adapter: string;
  tier: string;
  size: Size;
  frames: number;
  /** Milliseconds. */
  budgetMs: number;
  promptTokens: Record<string, number>;
  /** Bytes a second, reads and writes added up. */
  copy: number;
  phases: TextPhase[];
  alone: Alone[];
  /** transformers.js, or why it could not be run. */
  peer: string | undefined;
};

type Named = { name: string; model: TextModel; prompt: number[] };

/** What the command line and the machine say. */
type Spec = Omit<TextArguments, 'json'> & {
  /** Address of onnxruntime-web's files for transformers.js. */
  runtime: string;
};

const warmUp = 8;
/** Tokens of the long prompt, where the context takes so many. */
const longest = { hardware: 2000, software: 64 };

/** Runs the benchmark in this page. */
export async function runInPage(spec: Spec): Promise<TextReport> {
  const say = (text: string): void => console.log(`progress: ${text}`);
  const gpu = await createGpu({ label: 'bench' });
  const isSoftware = gpu.tier === 'software';
  const size = spec.size ?? (isSoftware ? { width: 320, height: 180 } : { width: 1920, height: 1080 });
  const count = spec.frames ?? (isSoftware ? 60 : 600);
  const { copy } = await measureBandwidth(gpu);
  const free = createFrameBudget(gpu, { budgetMs: 1000 });
  say('loading');
  const promptTokens = spec.promptTokens ?? (isSoftware ? longest.software : longest.hardware);
  const models = await loadModels(gpu, free, promptTokens);
  const alone: Alone[] = [];
  for (const one of models) {
    say(`${one.name} alone`);
    alone.push(await measureAlone(one, isSoftware ? 8 : 256));
  }
  const peer = spec.peer ? await openPeer(spec.runtime, say) : undefined;
  if (peer && 'generate' in peer) {
    say(`${peer.name} alone`);
    alone.push(await measurePeer(peer, models[0]!, isSoftware ? 8 : 256));
  }
  const frames = await createFrames(gpu.device, document.querySelector('canvas')!, size);
  await frames.draw(warmUp);
  const idle = percentiles(await frames.draw(Math.min(30, count))).p50;
  const budgetMs = spec.budgetMs * (isSoftware ? idle / (1000 / 60) : 1);
  // The smallest budget of a device counts.
  const limit = createFrameBudget(gpu, { budgetMs });
  const phases: TextPhase[] = [];
  const measure = async (name: string, work?: Work): Promise<void> => {
    say(name);
    phases.push(await measurePhase(frames, count, name, work));
    await gpu.device.queue.onSubmittedWorkDone();
  };
  await measure('idle');
  for (const one of models) {
    await measure(`${one.name} writes`, (signal, done) => write(one, isSoftware ? 4 : 64, signal, done));
    await measure(`${one.name} reads`, (signal, done) => read(one, signal, done));
  }
  if (peer && 'generate' in peer) {
    await measure('idle before the peer');
    const prompt = models[0]!.prompt;
    await measure(`${peer.name} writes`, (signal, done) =>
      repeat(peer, prompt.slice(0, 20), isSoftware ? 4 : 64, { signal, done, counts: 'written' }),
    );
    await measure(`${peer.name} reads`, (signal, done) =>
      repeat(peer, prompt, 1, { signal, done, counts: 'read' }),
    );
    await peer.dispose();
  }
  await measure('idle again');
  const prompts = Object.fromEntries(models.map(({ name, prompt }) => [name, prompt.length]));
  for (const { model } of models) model.dispose();
  limit.dispose();
  free.dispose();
  frames.dispose();
  const report = {
    adapter: gpu.adapterName,
    tier: gpu.tier,
    size,
    frames: count,
    budgetMs,
    promptTokens: prompts,
    copy,
  };
  gpu.dispose();
  return { ...report, phases, alone, peer: peer && ('generate' in peer ? peer.name : peer.problem) };
}

async function loadModels(gpu: Gpu, budget: FrameBudget, promptTokens: number): Promise<Named[]> {
  const models = {
    storyteller: await loadTextModel(gpu, 'storyteller', { budget }),
    'random weights, q8': await loadTextModel(gpu, randomModel(), { budget, quantisation: 'q8' }),
    'random weights, q4': await loadTextModel(gpu, randomModel(), { budget, quantisation: 'q4' }),
  };
  return Object.entries(models).map(([name, model]) => {
    const tokens = Math.min(promptTokens, model.maxContext - 100);
    return { name, model, prompt: Array.from({ length: tokens }, (_, i) => 2 + ((i * 37) % 300)) };
  });
}

async function measureAlone({ name, model, prompt }: Named, tokens: number): Promise<Alone> {
  const options = { temperature: 0, maxTokens: tokens, ignoreEnd: true, seed: 1 };
  // Costs of slices are learned first.
  await model.generate(prompt.slice(0, 20), { ...options, maxTokens: 4 }).done;
  const { timings } = await model.generate(prompt.slice(0, 20), options).done;
  model.forget();
  const firstMs = await fastest(async () => {
    const reading = await model.generate(prompt, { ...options, maxTokens: 1 }).done;
    model.forget();
    return reading.timings.firstTokenMs;
  });
  return {
    name,
    weightBytes: model.weightBytes,
    decode: timings.tokensPerSecond,
    prefill: (1000 * prompt.length) / firstMs,
    firstMs,
  };
}

/** The least of three, after one that learns or compiles; where that takes long it is the one. */
async function fastest(measure: () => Promise<number>): Promise<number> {
  const first = await measure();
  if (first > 15_000) return first;
  const times: number[] = [];
  for (let i = 0; i < 3; i++) times.push(await measure());
  return Math.min(...times);
}

/** The peer, or why there is none. */
async function openPeer(runtime: string, say: (text: string) => void): Promise<Peer | { problem: string }> {
  say('loading transformers.js');
  try {
    const { openTransformers } = await import('./peer/transformers.ts');
    return await openTransformers(runtime);
  } catch (error) {
    return { problem: `transformers.js: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The peer by itself, and whether it writes the same. */
async function measurePeer(peer: Peer, { model, prompt }: Named, tokens: number): Promise<Alone> {
  const short = prompt.slice(0, 20);
  const found = await peer.generate(short, 4);
  const { tokens: own } = await model.generate(short, { temperature: 0, maxTokens: 4, ignoreEnd: true }).done;
  if (String(found) !== String(own)) throw new Error(`${peer.name} writes ${found}, we ${own}.`);
  const time = async (run: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await run();
    return performance.now() - start;
  };
  const firstMs = await fastest(() => time(() => peer.generate(prompt, 1)));
  const shortMs = await time(() => peer.generate(short, 1));
  const writingMs = await time(() => peer.generate(short, 1 + tokens));
  return {
    name: peer.name,
    weightBytes: model.weightBytes,
    decode: (1000 * tokens) / (writingMs - shortMs),
    prefill: (1000 * prompt.length) / firstMs,
    firstMs,
  };
}

/** Texts of the peer one after the other until the signal. */
async function repeat(
  peer: Peer,
  prompt: readonly number[],
  tokens: number,
  {
    signal,
    done,
    counts,
  }: { signal: AbortSignal; done: (tokens: number) => void; counts: 'read' | 'written' },
): Promise<void> {
  while (!signal.aborted) {
    const written = await peer.generate(prompt, tokens, signal);
    done(counts === 'read' ? prompt.length : written.length);
  }
}

/** Works until the signal; tells of tokens. */
type Work = (signal: AbortSignal, done: (tokens: number) => void) => Promise<void>;

async function measurePhase(frames: Frames, count: number, name: string, work?: Work): Promise<TextPhase> {
  const stop = new AbortController();
  let tokens = 0;
  const running = work?.(stop.signal, (more) => (tokens += more)).catch((error: unknown) => {
    if (!(error instanceof FrameloomError && error.code === 'aborted')) throw error;
  });
  await frames.draw(warmUp);
  const [before, start] = [tokens, performance.now()];
  const times = percentiles(await frames.draw(count));
  const phase = { name, times, tokens: ((tokens - before) * 1000) / (performance.now() - start) };
  stop.abort();
  await running;
  return phase;
}

async function write(
  { model, prompt }: Named,
  part: number,
  signal: AbortSignal,
  done: (tokens: number) => void,
): Promise<void> {
  const options = { temperature: 0.8, maxTokens: part, ignoreEnd: true, signal };
  for (let seed = 0; !signal.aborted; seed++) {
    await model.generate(prompt.slice(0, 20), { ...options, seed }).done;
    done(part);
  }
}

async function read(
  { model, prompt }: Named,
  signal: AbortSignal,
  done: (tokens: number) => void,
): Promise<void> {
  while (!signal.aborted) {
    model.forget();
    await model.generate(prompt, { temperature: 0, maxTokens: 1, ignoreEnd: true, signal }).done;
    done(prompt.length);
  }
}
