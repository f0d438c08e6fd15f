import { FrameloomError } from '@frameloom/gpu';
import type { ImageModel } from '@frameloom/image';
import { textOf } from '../shared/ui/message.ts';
import type { Network } from './files.ts';
import type { Painter } from './painter.ts';

/** One piece of work with a model at a time. */
export type Work = {
  readonly isBusy: boolean;
  /** Ends what is being done, and does this; troubles are told in the status line. */
  run(network: Network, task: (model: ImageModel, signal: AbortSignal) => Promise<void>): Promise<void>;
};

export function createWork(painter: Painter, status: HTMLElement): Work {
  let working = new AbortController();
  let isBusy = false;
  return {
    get isBusy() {
      return isBusy;
    },
    async run(network, task) {
      working.abort();
      const { signal } = (working = new AbortController());
      isBusy = true;
      try {
        await task(await painter.model(network), signal);
      } catch (error) {
        const isAbort = error instanceof FrameloomError && error.code === 'aborted';
        if (!isAbort) status.textContent = textOf(error);
      } finally {
        if (!signal.aborted) isBusy = false;
      }
    },
  };
}
