import { FrameloomError, type Gpu } from '@frameloom/gpu';
import type { OwnedStage } from './ready.ts';
import type { Stage, StageContract, StageOptions, StageSource, StageState } from './types.ts';

/**
 * Opens a network in the background: loads its files, checks them against the contract, compiles it with the caller's own
 * passes, and keeps the maps around it at the size of the frames. The network package itself is loaded by this call, so an
 * app that opens no stage does not load it. After the device was lost, open it again.
 *
 * ```ts
 * const stage = openStage(gpu, 'standard', {
 *   purpose: 'the upscaler', advice: 'Give a model from models/upscale.',
 *   inputs: { features: { channels: 16 } }, outputs: { answer: { channels: 32, level: 1 } },
 * }, { label: 'upscale', shipped, parts: async ({ gpu }) => ({ features: await createPass(gpu, …) }) });
 * // Every frame:
 * const { ready } = stage;                       // undefined while it loads, and where it failed
 * if (ready) {
 *   const { inputs, outputs } = ready.maps(size);
 *   ready.parts.features.record(encoder, { output: inputs.features.buffer }, size);
 *   ready.record(encoder, size);
 * }
 * ```
 *
 * Never throws; what goes wrong is `error` and what `whenReady()` throws.
 */
export function openStage<I extends string, O extends string, P = undefined>(
  gpu: Gpu,
  model: StageSource,
  contract: StageContract<I, O>,
  options: StageOptions<P> = {},
): Stage<I, O, P> {
  const { label = 'nn/stage' } = options;
  const aborter = new AbortController();
  let state: StageState = 'loading';
  let ready: OwnedStage<I, O, P> | undefined;
  let failure: Error | undefined;

  const open = async (): Promise<void> => {
    try {
      const { buildStage } = await import('./ready.ts');
      const { signal } = aborter;
      if (signal.aborted) return;
      const built = await buildStage(gpu, model, contract, { ...options, label, signal });
      if (signal.aborted) return built.dispose();
      ready = built;
      state = 'ready';
    } catch (error) {
      if (aborter.signal.aborted) return;
      failure = error instanceof Error ? error : new Error(String(error));
      state = 'failed';
    }
  };
  const dispose = (): void => {
    options.signal?.removeEventListener('abort', dispose);
    aborter.abort(options.signal?.reason);
    ready?.dispose();
    ready = undefined;
    state = 'disposed';
  };
  options.signal?.addEventListener('abort', dispose);
  if (options.signal?.aborted) dispose();
  const done = open();

  return {
    get state() {
      return state;
    },
    get ready() {
      return ready;
    },
    get error() {
      return failure;
    },
    get bytes() {
      return ready?.bytes ?? 0;
    },
    done,
    async whenReady() {
      await done;
      if (ready) return ready;
      if (state === 'failed') throw failure;
      throw new FrameloomError('aborted', `${label}: disposed while its model was loading.`);
    },
    dispose,
  };
}
