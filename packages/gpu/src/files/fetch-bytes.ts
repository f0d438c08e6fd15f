import { FrameloomError } from '../errors.ts';
import { showAddress } from '../show.ts';

/** What reads a file needs to know. */
export type FetchOptions = {
  signal?: AbortSignal | undefined;
  /** Bytes; a longer file is refused as soon as that shows. */
  maxBytes: number;
  onBytes?: ((loaded: number) => void) | undefined;
};

/**
 * Reads a whole file from http(s), from a `data:` address or, in Node, from a `file:` address.
 *
 * @throws FrameloomError `load-failed`, `aborted`.
 */
export async function fetchBytes(url: URL, options: FetchOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { signal } = options;
  throwIfAborted(url, signal);
  try {
    if (url.protocol === 'data:') return decode(url, options);
    return await (url.protocol === 'file:' ? readFile(url, options) : download(url, options));
  } catch (cause) {
    throwIfAborted(url, signal);
    if (cause instanceof FrameloomError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FrameloomError(
      'load-failed',
      `${showAddress(url)}: could not be read: ${reason}. Check the address.`,
      {
        cause,
      },
    );
  }
}

/** @throws FrameloomError `aborted`. */
export function throwIfAborted(url: URL, signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new FrameloomError('aborted', `${showAddress(url)}: loading was aborted.`, { cause: signal.reason });
}

/** Bundlers put small files into the program this way, and a page's security policy may forbid to fetch them. */
function decode(url: URL, { maxBytes, onBytes }: FetchOptions): Uint8Array<ArrayBuffer> {
  const [head, body = ''] = splitOnce(url.href, ',');
  const text = head.endsWith(';base64') ? atob(decodeURIComponent(body)) : decodeURIComponent(body);
  const bytes = head.endsWith(';base64')
    ? Uint8Array.from(text, (c) => c.charCodeAt(0))
    : new TextEncoder().encode(text);
  if (bytes.length > maxBytes) throw tooLong(url, maxBytes);
  onBytes?.(bytes.length);
  return bytes;
}

function splitOnce(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

async function download(
  url: URL,
  { signal, maxBytes, onBytes }: FetchOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url, { ...(signal && { signal }) });
  if (!response.ok) {
    await response.body?.cancel();
    throw new FrameloomError(
      'load-failed',
      `${showAddress(url)}: the server answered ${response.status}. Check the address.`,
    );
  }
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    loaded += value.length;
    if (loaded > maxBytes) {
      await reader.cancel();
      throw tooLong(url, maxBytes);
    }
    chunks.push(value);
    onBytes?.(loaded);
    throwIfAborted(url, signal);
  }
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

type FileSystem = {
  stat(url: URL): Promise<{ size: number }>;
  readFile(url: URL, options: { signal?: AbortSignal }): Promise<Uint8Array<ArrayBuffer>>;
};

/** Through the process object, so that bundlers for browsers see no import of a Node module. */
async function readFile(
  url: URL,
  { signal, maxBytes, onBytes }: FetchOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (id: string) => FileSystem | undefined };
  };
  const files = process?.getBuiltinModule?.('node:fs/promises');
  if (!files) {
    throw new FrameloomError(
      'load-failed',
      `${showAddress(url)}: only Node reads file: addresses. Serve the model over http.`,
    );
  }
  if ((await files.stat(url)).size > maxBytes) throw tooLong(url, maxBytes);
  const buffer = await files.readFile(url, { ...(signal && { signal }) });
  onBytes?.(buffer.length);
  // Node's small buffers lie inside a shared pool at any alignment.
  return new Uint8Array(buffer);
}

function tooLong(url: URL, maxBytes: number): FrameloomError {
  return new FrameloomError(
    'load-failed',
    `${showAddress(url)}: has more than the ${maxBytes} bytes that were expected.`,
  );
}
