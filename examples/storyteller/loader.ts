import { FrameloomError, type FrameBudget, type Gpu } from '@frameloom/gpu';
import type { TextModel } from '@frameloom/text';
import { textOf } from '../shared/ui/message.ts';
import type { OwnModel } from './own-model.ts';
import { openModel, type ModelSource } from './source.ts';

/** Loads one model after the other: the next one ends what is being loaded. */
export type Loader = { load(source: ModelSource): Promise<void>; cancel(): void };

export function createLoader(
  { gpu, budget, own }: { gpu: Gpu; budget: FrameBudget; own(): OwnModel },
  take: (source: ModelSource, model: TextModel) => void,
): Loader {
  let loading: AbortController | undefined;
  return {
    cancel: () => loading?.abort(),
    async load(source) {
      loading?.abort();
      const mine = (loading = new AbortController());
      const { say, progress } = own();
      say(`Loading ${source.name} …`);
      try {
        const { signal } = mine;
        const model = await openModel(gpu, source, { budget, signal, onProgress: progress });
        if (signal.aborted) model.dispose();
        else take(source, model);
      } catch (error) {
        const isCancelled = error instanceof FrameloomError && error.code === 'aborted';
        say(isCancelled ? 'Cancelled.' : textOf(error));
      } finally {
        if (loading === mine) progress(undefined);
      }
    },
  };
}
