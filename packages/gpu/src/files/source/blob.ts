import { asLoadError, throwIfAborted, type ByteSource } from './source.ts';

const pieceBytes = 1 << 20;

/** A `File` or `Blob`, which may lie on a disk. */
export function blobSource(label: string, blob: Blob): ByteSource {
  return {
    label,
    size: blob.size,
    version: undefined,
    async *stream(begin, signal) {
      for (let at = begin; at < blob.size; at += pieceBytes) {
        throwIfAborted(label, signal);
        const piece = blob.slice(at, at + pieceBytes);
        yield new Uint8Array(
          await piece.arrayBuffer().catch((cause: unknown) => {
            throw asLoadError(label, cause);
          }),
        );
      }
    },
  };
}

/** What a `data:` address holds: bundlers put small files into the program this way, where a policy may forbid to fetch them. */
export function dataSource(label: string, url: URL): ByteSource {
  const at = url.href.indexOf(',');
  const [head, body] = at < 0 ? [url.href, ''] : [url.href.slice(0, at), url.href.slice(at + 1)];
  try {
    const text = decodeURIComponent(body);
    const bytes = head.endsWith(';base64')
      ? Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
      : new TextEncoder().encode(text);
    return blobSource(label, new Blob([bytes]));
  } catch (cause) {
    throw asLoadError(label, cause);
  }
}
