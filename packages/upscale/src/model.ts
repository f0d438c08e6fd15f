import type { Gpu } from '@frameloom/gpu';
import type { LoadProgress, Model } from '@frameloom/nn';
import { createLearned, type Learned } from './learned.ts';
import type { PassesOptions } from './passes.ts';

/**
 * Where a network comes from: the address of a `model.json` (or of its folder with a slash at the end), the files that
 * `loadModel` of `@frameloom/nn` gave, or `'none'` for the analytic path.
 */
export type ModelSource = 'none' | (string & {}) | URL | Model;

/** What has become of an upscaler's network. */
export type ModelState = 'none' | 'loading' | 'ready' | 'failed';

/** A network on its way. Frames before it is ready, and all frames if it fails, take the analytic path. */
export interface PendingModel {
  readonly state: ModelState;
  readonly learned: Learned | undefined;
  /** Settled when the state is; never rejects. */
  readonly done: Promise<void>;
  dispose(): void;
}

/** Loads and compiles in the background. A failure is said once on the console. */
export function openModel(
  gpu: Gpu,
  label: string,
  source: ModelSource,
  options: Omit<PassesOptions, 'tuning'>,
  events: { onProgress?: ((progress: LoadProgress) => void) | undefined } = {},
): PendingModel {
  let state: ModelState = 'loading';
  let learned: Learned | undefined;
  const aborter = new AbortController();

  const open = async (): Promise<void> => {
    try {
      const model = await load(source as Exclude<ModelSource, 'none'>, aborter.signal, events.onProgress);
      const made = await createLearned(gpu, label, model, options);
      if (aborter.signal.aborted) return made.dispose();
      learned = made;
      state = 'ready';
    } catch (error) {
      if (aborter.signal.aborted) return;
      state = 'failed';
      const reason = error instanceof Error ? error.message : String(error);
      console.warn(`${label}: the network could not be used, the analytic path goes on. ${reason}`);
    }
  };

  return {
    get state() {
      return state;
    },
    get learned() {
      return learned;
    },
    done: open(),
    dispose() {
      aborter.abort();
      learned?.dispose();
      learned = undefined;
      state = 'none';
    },
  };
}

async function load(
  source: Exclude<ModelSource, 'none'>,
  signal: AbortSignal,
  onProgress?: (progress: LoadProgress) => void,
): Promise<Model> {
  if (typeof source === 'object' && source !== null && 'tensors' in source) return source;
  // Apps without a network do not load this package.
  const { loadModel } = await import('@frameloom/nn');
  return loadModel(source, { signal, ...(onProgress && { onProgress }) });
}
