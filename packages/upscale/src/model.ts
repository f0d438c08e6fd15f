import type { Gpu } from '@frameloom/gpu';
import type { LoadProgress, Model } from '@frameloom/nn';
import { createLearned, type Learned } from './learned.ts';
import type { PassesOptions } from './passes.ts';

/**
 * A network of `models/upscale`, which comes with this package (it is loaded when it is asked for): `'standard'`, or
 * `'lite'` at less than a third of its cost.
 */
export type ShippedModel = 'standard' | 'lite';

/**
 * Where a network comes from: the name of one that comes with this package, the address of a `model.json` (or of its
 * folder with a slash at the end), the files that `loadModel` of `@frameloom/nn` gave, or `'none'` for the analytic path.
 */
export type ModelSource = 'none' | ShippedModel | (string & {}) | URL | Model;

/** Whether `value` can be a {@link ModelSource}; a bare word must be a name of one that comes with the package. */
export function isModelSource(value: unknown): value is ModelSource {
  if (typeof value === 'string')
    return value === 'none' || Object.hasOwn(shipped, value) || /[./]/.test(value);
  return (
    value instanceof URL ||
    (typeof value === 'object' && value !== null && 'config' in value && 'tensors' in value)
  );
}

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

// A module for each, so that a program holds only what it may ask for.
const shipped: Readonly<Record<ShippedModel, () => Promise<{ config: URL; weights: URL }>>> = {
  standard: async () => (await import('./shipped/standard.ts')).standard,
  lite: async () => (await import('./shipped/lite.ts')).lite,
};

async function load(
  source: Exclude<ModelSource, 'none'>,
  signal: AbortSignal,
  onProgress?: (progress: LoadProgress) => void,
): Promise<Model> {
  if (typeof source === 'object' && source !== null && 'tensors' in source) return source;
  // Apps without a network do not load this package.
  const { loadModel } = await import('@frameloom/nn');
  const options = { signal, ...(onProgress && { onProgress }) };
  if (typeof source !== 'string' || !Object.hasOwn(shipped, source)) return loadModel(source, options);
  const { config, weights } = await shipped[source as ShippedModel]();
  return loadModel(config, { ...options, weights });
}
