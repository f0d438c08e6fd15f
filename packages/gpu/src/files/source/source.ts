import { FrameloomError } from '../../errors.ts';

/** Bytes from somewhere, read in pieces from any place on. */
export interface ByteSource {
  /** Names it in errors. */
  readonly label: string;
  /** Bytes of all of it; undefined until a stream knows. */
  readonly size: number | undefined;
  /** Tells one content of an address from the next, such as an ETag; undefined until a stream knows, or where nothing does. */
  readonly version: string | undefined;
  /**
   * Bytes from `begin` to the end, in pieces that are valid until the next one. It ends early only by throwing.
   *
   * @throws FrameloomError `load-failed`, `aborted`.
   */
  stream(begin: number, signal: AbortSignal): AsyncGenerator<Uint8Array>;
}

/** @throws FrameloomError `aborted`. */
export function throwIfAborted(label: string, signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  if (signal.reason instanceof FrameloomError) throw signal.reason;
  throw new FrameloomError('aborted', `${label}: loading was aborted.`, { cause: signal.reason });
}

/** Whatever was thrown, as an error of ours. */
export function asLoadError(label: string, cause: unknown): FrameloomError {
  if (cause instanceof FrameloomError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FrameloomError('load-failed', `${label}: could not be read: ${reason}. Check the address.`, {
    cause,
  });
}

/** The error for a file that is longer than allowed. */
export function tooLong(label: string, most: number): FrameloomError {
  return new FrameloomError('load-failed', `${label}: has more than the ${most} bytes that were expected.`);
}

/** The error for a file that is no longer the one that was begun. */
export function changed(label: string): FrameloomError {
  return new FrameloomError('load-failed', `${label}: changed while it was loaded. Load it again.`);
}
