import { FrameloomError } from '@frameloom/gpu';
import { textOf } from '../shared/ui/message.ts';

/** One piece of work with a model at a time. */
export type Work = {
  readonly isBusy: boolean;
  /** Ends what is being done, loads, and does this; troubles are told in the status line. */
  run<Model>(
    load: () => Promise<Model>,
    task: (model: Model, signal: AbortSignal) => Promise<void>,
  ): Promise<void>;
};

export function createWork(status: HTMLElement): Work {
  let working = new AbortController();
  let isBusy = false;
  return {
    get isBusy() {
      return isBusy;
    },
    async run(load, task) {
      working.abort();
      const { signal } = (working = new AbortController());
      isBusy = true;
      try {
        const model = await load();
        if (!signal.aborted) await task(model, signal);
      } catch (error) {
        const isAbort = error instanceof FrameloomError && error.code === 'aborted';
        if (!isAbort) status.textContent = textOf(error);
      } finally {
        if (!signal.aborted) isBusy = false;
      }
    },
  };
}
