import { FrameloomError } from '@frameloom/gpu';

/** The module that reads and writes files. */
export type Media = typeof import('mediabunny');

/** Loads it. Throws FrameloomError `unsupported` where it is not installed. */
export async function loadMedia(): Promise<Media> {
  try {
    return await import('mediabunny');
  } catch (cause) {
    throw new FrameloomError(
      'unsupported',
      'convertVideo: reads and writes files with the package mediabunny, which is not there. Install it: npm install mediabunny',
      { cause },
    );
  }
}

/** Throws FrameloomError `aborted` once a conversion's signal was aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new FrameloomError('aborted', 'convertVideo: ended by its signal.', { cause: signal.reason });
}

/**
 * Waits for `work` no longer than until the signal is aborted; reading from a network may hang.
 *
 * @throws FrameloomError `aborted`, or what `work` rejects with.
 */
export async function unlessAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  // The work that is left behind fails when its input is disposed.
  work.catch(() => {});
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      try {
        throwIfAborted(signal);
      } catch (error) {
        reject(error as FrameloomError);
      }
    };
    signal.addEventListener('abort', stop);
    stop();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
