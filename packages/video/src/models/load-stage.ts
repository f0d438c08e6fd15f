import type { Gpu } from '@frameloom/gpu';
import type { LoadProgress } from '@frameloom/nn';
import type { ReadyStage, StageContract, StageOptions, StageSource } from '@frameloom/nn/stage';

/** Options of fetching a network. */
export type ModelLoading = { signal?: AbortSignal; onProgress?: (progress: LoadProgress) => void };

/**
 * Opens a network and waits for it. `loading.signal` ends the loading; afterwards it has no effect.
 *
 * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`, `compilation`, `unsupported`, `device-lost`.
 */
export async function loadStage<P>(
  gpu: Gpu,
  source: StageSource,
  contract: StageContract<'frame', 'head'>,
  options: Pick<StageOptions<P>, 'label' | 'parts'>,
  { signal, onProgress }: ModelLoading = {},
): Promise<{ ready: ReadyStage<'frame', 'head', P>; dispose: () => void }> {
  // Pages that only resample do not load this package.
  const { openStage } = await import('@frameloom/nn/stage');
  const stage = openStage(gpu, source, contract, { ...options, ...(onProgress && { onProgress }) });
  const end = (): void => stage.dispose();
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();
  try {
    return { ready: await stage.whenReady(), dispose: end };
  } catch (error) {
    end();
    throw error;
  } finally {
    signal?.removeEventListener('abort', end);
  }
}
