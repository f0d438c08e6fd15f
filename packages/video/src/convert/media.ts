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
