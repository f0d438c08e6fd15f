import { FrameloomError } from '../../errors.ts';
import { cut } from '../../show.ts';
import { asLoadError, changed, throwIfAborted, tooLong, type ByteSource } from './source.ts';

/** Options of {@link httpSource}. */
export type HttpOptions = {
  /** Origins that it may be redirected to, beside its own. */
  allowOrigins: readonly string[];
  /** Whether to ask for ranges: not for small files, which servers may compress. */
  ranges: boolean;
  /** Whether the bytes are verified by who reads them, so that they may be put together from two connections anyhow. */
  isVerified: boolean;
};

/** Failures in a row, after which a broken connection is given up; one where the server was never reached. */
const mostFailures = 4;
/** Before the first try to go on, ms; doubled each time. */
const firstDelay = 200;

type Answer = { response: Response; /** Place of the first byte in the file. */ begin: number };

/** What a broken connection may be tried again after. */
class Broken extends Error {}

/** A file of a server. A connection that breaks is resumed where it ended, as long as the file is still the same. */
export function httpSource(label: string, url: URL, options: HttpOptions): ByteSource {
  let size: number | undefined;
  let version: string | undefined;

  /** Sends the request and checks the answer before any of its body is read. */
  async function ask(begin: number, signal: AbortSignal): Promise<Answer> {
    const response = await fetch(url, { signal, headers: headersFor(begin), credentials: 'same-origin' });
    try {
      requireOrigin(label, url, response, options.allowOrigins);
      const answer = { response, begin: requireStatus(label, response, begin) };
      learn(answer);
      return answer;
    } catch (error) {
      await response.body?.cancel();
      throw error;
    }
  }

  function headersFor(begin: number): Record<string, string> {
    const headers: Record<string, string> = {};
    if (options.ranges || begin > 0) headers['Range'] = `bytes=${begin}-`;
    const { location } = globalThis as { location?: { origin: string } };
    // Across origins this header would need a permission of its own; there the version is compared afterwards.
    const isOwn = location === undefined || location.origin === url.origin;
    if (begin > 0 && version !== undefined && isOwn) headers['If-Range'] = version;
    // Browsers ask for plain bytes by themselves where a range is asked for.
    if (location === undefined) headers['Accept-Encoding'] = 'identity';
    return headers;
  }

  function learn({ response, begin }: Answer): void {
    const { headers } = response;
    const tag = headers.get('etag');
    const found = (tag?.startsWith('W/') ? undefined : tag) ?? headers.get('last-modified') ?? undefined;
    const total = totalOf(response, begin);
    if ((version ?? found) !== found || (size !== undefined && total !== undefined && total !== size)) {
      throw changed(label);
    }
    version = found;
    size ??= total;
  }

  return {
    label,
    get size() {
      return size;
    },
    get version() {
      return version;
    },
    async *stream(begin, signal) {
      let at = begin;
      for (let failures = 0; ;) {
        try {
          const answer = await ask(at, signal);
          for await (const chunk of bodyOf(answer, at)) {
            failures = 0;
            at += chunk.length;
            if (at > (size ?? Infinity)) throw tooLong(label, size!);
            yield chunk;
          }
          size ??= at;
          if (at >= size) return;
          throw new Broken(`the connection ended after ${at} of ${size} bytes`);
        } catch (cause) {
          throwIfAborted(label, signal);
          // What is put together from two connections must be of one file.
          const canGoOn = at === begin || version !== undefined || options.isVerified;
          const most = at === 0 ? 1 : mostFailures;
          if (cause instanceof FrameloomError || !canGoOn || ++failures > most) {
            throw asLoadError(label, cause);
          }
          await pause(firstDelay * 2 ** (failures - 1), signal);
          throwIfAborted(label, signal);
        }
      }
    },
  };
}

/** Follows a redirect only where the caller allowed to go: a page's author chose the origin, not the server. */
function requireOrigin(label: string, url: URL, response: Response, allowed: readonly string[]): void {
  if (!response.redirected) return;
  const { origin } = new URL(response.url);
  if (origin === url.origin || allowed.includes(origin) || allowed.includes('*')) return;
  throw new FrameloomError(
    'load-failed',
    `${label}: was redirected to ${cut(origin, 80)}. Pass allowOrigins: ['${cut(origin, 80)}'] if that is right.`,
  );
}

/** Where in the file the body begins. */
function requireStatus(label: string, { status, headers }: Response, begin: number): number {
  if (status === 200) return 0;
  if (status === 206) {
    const [, first] = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '') ?? [];
    // Across origins the header may be hidden; then the server is believed to have sent what it was asked for.
    if (first === undefined || Number(first) === begin) return begin;
    throw new FrameloomError(
      'load-failed',
      `${label}: the server sent bytes from ${Number(first)} on where ${begin} was asked for. Use another server.`,
    );
  }
  if (begin > 0 && (status === 429 || status >= 500)) throw new Broken(`the server answered ${status}`);
  throw new FrameloomError('load-failed', `${label}: the server answered ${status}. Check the address.`);
}

/** Bytes of the whole file, where the answer tells. */
function totalOf({ status, headers }: Response, begin: number): number | undefined {
  const [, total] = /\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  if (total !== undefined) return Number(total);
  const length = headers.get('content-length');
  // The length of a compressed body says nothing about the file.
  if (length === null || headers.get('content-encoding') !== null) return undefined;
  return Number(length) + (status === 206 ? begin : 0);
}

/** The body from `at` on; what lies before, where a server ignores ranges, is read and dropped. */
async function* bodyOf({ response, begin }: Answer, at: number): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  let place = begin;
  let isDone = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        isDone = true;
        return;
      }
      const chunk = value.subarray(Math.min(value.length, Math.max(0, at - place)));
      place += value.length;
      if (chunk.length === 0) continue;
      yield chunk;
    }
  } finally {
    if (!isDone) await reader.cancel().catch(() => {});
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      done();
    }
  });
}
