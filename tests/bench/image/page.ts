import { createFrameBudget, createGpu, FrameloomError, type FrameBudget, type Gpu } from '@frameloom/gpu';
import { loadImageModel, type ImageModel, type Picture } from '@frameloom/image';
import type { Size } from '@frameloom/upscale';
import { resolveSource } from '../../../packages/image/src/shipped/source.ts';
import { toOnnxFolder } from '../../support/image/onnx-folder.ts';
import { createFrames, type Frames } from '../budget/frames.ts';
import { percentiles, type FrameTimes } from '../budget/page.ts';
import type { ImageArguments } from './arguments.ts';

/** Frames with a painter beside them, or without. */
export type ImagePhase = { name: string; times: FrameTimes; pictures: number };

/** Everything measured. */
export type ImageReport = {
  adapter: string;
  tier: string;
  size: Size;
  /** Of a picture. */
  side: number;
  frames: number;
  /** Milliseconds. */
  budgetMs: number;
  phases: ImagePhase[];
  /** Seconds of a picture without a scene. */
  alone: { name: string; seconds: number }[];
  /** Why the peer could not be run. */
  problem: string | undefined;
};

const warmUp = 8;
const names = { ours: 'ours, in the budget', peer: 'onnxruntime-web' };

/** Runs the benchmark in this page. */
export async function runInPage(spec: Omit<ImageArguments, 'json'>): Promise<ImageReport> {
  const say = (text: string): void => console.log(`progress: ${text}`);
  const gpu = await createGpu({ label: 'bench' });
  const isSoftware = gpu.tier === 'software';
  const size = spec.size ?? (isSoftware ? { width: 320, height: 180 } : { width: 1920, height: 1080 });
  const count = spec.frames ?? (isSoftware ? 40 : 600);
  const side = spec.side ?? (isSoftware ? 8 : 32);
  const free = createFrameBudget(gpu, { budgetMs: 1000 });
  say('loading');
  const ours = await loadImageModel(gpu, 'tiles', { variant: 'fast', budget: free });
  let problem: string | undefined;
  const peer = spec.peer
    ? await openPeer(gpu, side, free).catch((error: unknown) => void (problem = String(error)))
    : undefined;
  const models = [[names.ours, ours] as const, ...(peer ? [[names.peer, peer] as const] : [])];
  const alone = [];
  for (const [name, model] of models) {
    say(`${name} alone`);
    alone.push({ name, seconds: await measureAlone(model, side, isSoftware ? 2 : 20) });
  }
  const frames = await createFrames(gpu.device, document.querySelector('canvas')!, size);
  await frames.draw(warmUp);
  const idle = percentiles(await frames.draw(Math.min(30, count))).p50;
  const budgetMs = spec.budgetMs * (isSoftware ? idle / (1000 / 60) : 1);
  // The smallest budget of a device counts.
  const limit = createFrameBudget(gpu, { budgetMs });
  const phases: ImagePhase[] = [];
  const measure = async (name: string, model?: ImageModel): Promise<void> => {
    say(name);
    phases.push(await measurePhase(frames, count, name, model && { model, side }));
    await gpu.device.queue.onSubmittedWorkDone();
  };
  for (const [name, model] of models) {
    await measure(phases.length === 0 ? 'idle' : 'idle again');
    await measure(name, model);
  }
  await measure('idle at the end');
  models.forEach(([, model]) => model.dispose());
  limit.dispose();
  free.dispose();
  frames.dispose();
  const report = { adapter: gpu.adapterName, tier: gpu.tier, size, side, frames: count, budgetMs };
  gpu.dispose();
  return { ...report, phases, alone, problem };
}

/** The same networks as ONNX files, for pictures of this side. */
async function openPeer(gpu: Gpu, side: number, budget: FrameBudget): Promise<ImageModel> {
  const files = (await resolveSource('bench', 'tiles', 'tiles', {})) as ReadonlyMap<string, Blob>;
  const folder = await toOnnxFolder(files, { variant: 'fast', side });
  return loadImageModel(gpu, folder, { runtime: 'onnx', budget });
}

function paint(model: ImageModel, side: number, seed: number, signal?: AbortSignal): Promise<Picture> {
  const request = {
    prompt: 'purple cloak',
    numInferenceSteps: 4,
    guidanceScale: 1,
    width: side,
    height: side,
    seed,
  };
  return model.generate({ ...request, ...(signal && { signal }) });
}

async function measureAlone(model: ImageModel, side: number, count: number): Promise<number> {
  // Shaders compile, and costs of slices are learned.
  (await paint(model, side, 0)).dispose();
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const picture = await paint(model, side, i);
    await picture.toPixels();
    picture.dispose();
  }
  return (performance.now() - start) / 1000 / count;
}

async function measurePhase(
  frames: Frames,
  count: number,
  name: string,
  work: { model: ImageModel; side: number } | undefined,
): Promise<ImagePhase> {
  const stop = new AbortController();
  let done = 0;
  const running = work && paintOn(work.model, work.side, stop.signal, () => done++);
  await frames.draw(warmUp);
  const [before, start] = [done, performance.now()];
  const times = percentiles(await frames.draw(count));
  const pictures = ((done - before) * 1000) / (performance.now() - start);
  stop.abort();
  await running;
  return { name, times, pictures };
}

/** Pictures one after the other until the signal. */
async function paintOn(
  model: ImageModel,
  side: number,
  signal: AbortSignal,
  done: () => void,
): Promise<void> {
  try {
    for (let seed = 0; !signal.aborted; seed++) {
      (await paint(model, side, seed, signal)).dispose();
      done();
    }
  } catch (error) {
    if (!(error instanceof FrameloomError && error.code === 'aborted')) throw error;
  }
}
