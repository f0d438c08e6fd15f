import { FrameloomError } from '@frameloom/gpu';
import type { LoadProgress } from '@frameloom/nn';
import type { ModelLoading } from './load-stage.ts';

/** Something loaded once, however many ask for it. */
export type SharedLoad<T> = {
  /** Undefined until it is there. */
  readonly current: T | undefined;
  /**
   * Starts the loading, or joins the one that is under way. `signal` ends the caller's own waiting; the loading ends with
   * its last caller.
   *
   * @throws FrameloomError `aborted`; what the loading throws.
   */
  get(loading?: ModelLoading): Promise<T>;
  /** Ends the loading and disposes what was loaded. */
  dispose(): void;
};

type Waiter = { loading: ModelLoading; leave: () => void };

export function createSharedLoad<T extends { dispose(): void }>(
  label: string,
  start: (loading: Required<ModelLoading>) => Promise<T>,
): SharedLoad<T> {
  const waiters = new Set<Waiter>();
  let current: T | undefined;
  let under: { promise: Promise<T>; ending: AbortController } | undefined;
  let isDisposed = false;

  const begin = (): Promise<T> => {
    if (under) return under.promise;
    const ending = new AbortController();
    const onProgress = (progress: LoadProgress): void =>
      waiters.forEach(({ loading }) => loading.onProgress?.(progress));
    const promise = start({ signal: ending.signal, onProgress }).then(
      (loaded) => {
        if (under?.ending === ending) under = undefined;
        if (ending.signal.aborted) {
          loaded.dispose();
          throw abortedError(label);
        }
        return (current = loaded);
      },
      (error: unknown) => {
        if (under?.ending === ending) under = undefined;
        throw error;
      },
    );
    under = { promise, ending };
    return promise;
  };
  const endUnused = (): void => {
    if (waiters.size > 0) return;
    under?.ending.abort();
    under = undefined;
  };

  return {
    get current() {
      return current;
    },
    async get(loading = {}) {
      if (isDisposed || loading.signal?.aborted) throw abortedError(label);
      if (current) return current;
      return new Promise<T>((resolve, reject) => {
        const leave = (): void => {
          waiters.delete(waiter);
          loading.signal?.removeEventListener('abort', abort);
        };
        const abort = (): void => {
          leave();
          endUnused();
          reject(abortedError(label));
        };
        const waiter: Waiter = { loading, leave: abort };
        waiters.add(waiter);
        loading.signal?.addEventListener('abort', abort);
        begin().then(
          (value) => (leave(), resolve(value)),
          (error: unknown) => (leave(), reject(error)),
        );
      });
    },
    dispose() {
      isDisposed = true;
      for (const { leave } of waiters) leave();
      endUnused();
      current?.dispose();
      current = undefined;
    },
  };
}

function abortedError(label: string): FrameloomError {
  return new FrameloomError('aborted', `${label}: loading was ended before the network was ready.`);
}
