import { FrameloomError } from '../errors.ts';
import { show } from '../show.ts';

/** How far a download is, bytes. */
export type LoadProgress = {
  loaded: number;
  total: number;
  /** Name of the file that was read last, the end of its address. */
  file: string;
};

/** What every call that loads files takes. */
export type FileOptions = {
  /** Ends the call with `aborted` and frees what it held; others who load the same file go on. */
  signal?: AbortSignal;
  /** Name of the cache (Cache API) that keeps the files, or false for none. Default `'frameloom-models'`. */
  cache?: string | false;
  /**
   * Origins that a server may redirect to beside its own, like `'https://cdn.example.org'`; `'*'` for all. Hashes are
   * checked all the same. Default none.
   */
  allowOrigins?: readonly string[];
};

/** The cache that models share. */
export const defaultCache = 'frameloom-models';

/** @throws FrameloomError `invalid-argument`. */
export function requireSha256(where: string, sha256: unknown): string | undefined {
  if (sha256 === undefined) return undefined;
  if (typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256)) return sha256.toLowerCase();
  throw new FrameloomError(
    'invalid-argument',
    `${where}: sha256 must be 64 hexadecimal digits, got ${show(sha256)}.`,
  );
}
