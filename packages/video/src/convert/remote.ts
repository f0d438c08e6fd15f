import { FrameloomError } from '@frameloom/gpu';
import type { Source } from 'mediabunny';
import type { Media } from './media.ts';

/** A film that is read from an address. */
export type RemoteFilm = {
  source: Source;
  /** What reading broke off with, by its cause; readers of the file wrap or swallow it. */
  readonly failure: FrameloomError | undefined;
};

/** Failures without a new byte between them after which reading ends. */
const mostFailures = 4;
/** Wait after the first failure, seconds; doubles with each. */
const firstWait = 0.25;

/** Opens an address for reading in ranges. `name` is what messages call the film. */
export function openRemote(media: Media, address: string | URL, name: string): RemoteFilm {
  let failure: FrameloomError | undefined;
  let failures = 0;
  let furthest = -1;
  const fail = (text: string, cause?: unknown): FrameloomError =>
    (failure ??= new FrameloomError('load-failed', `convertVideo: ${text}`, { cause }));

  const read: typeof fetch = async (input, init) => {
    const start = Number(/bytes=(\d+)/.exec(new Headers(init?.headers).get('Range') ?? '')?.[1] ?? 0);
    if (start > furthest) [furthest, failures] = [start, 0];
    let response: Response;
    try {
      response = await fetch(input, init);
    } catch (error) {
      if (init?.signal?.aborted || !(await isForbidden(address, init?.signal))) throw error;
      const { host } = new URL(address, location.href);
      throw fail(
        `scripts of this page may not read ${name} from ${host}. Let ${host} answer with the header Access-Control-Allow-Origin, or serve the file from this page's own origin.`,
        error,
      );
    }
    if (!response.ok) {
      void response.body?.cancel().catch(() => {});
      throw fail(
        `the server answers ${response.status} ${response.statusText} for ${name}. Check the address.`,
      );
    }
    if (response.headers.get('Content-Type')?.startsWith('text/html')) {
      void response.body?.cancel().catch(() => {});
      throw fail(`the address of ${name} gives a web page, not a film. Give the address of the file itself.`);
    }
    return response;
  };
  const source = new media.UrlSource(address, {
    fetchFn: read,
    getRetryDelay(_, error) {
      if (failure) return null;
      failures += 1;
      if (failures < mostFailures) return firstWait * 2 ** (failures - 1);
      fail(`loading ${name} broke off ${mostFailures} times. Check the connection and try again.`, error);
      return null;
    },
    // The read that needed it fails with it.
    handleUnhandledError: () => {},
  });
  return {
    source,
    get failure() {
      return failure;
    },
  };
}

/** Whether a server of another origin answers, so that only its missing permission keeps scripts from reading. */
async function isForbidden(address: string | URL, signal?: AbortSignal | null): Promise<boolean> {
  if (new URL(address, location.href).origin === location.origin) return false;
  try {
    await fetch(address, { method: 'HEAD', mode: 'no-cors', ...(signal && { signal }) });
    return true;
  } catch {
    return false;
  }
}
