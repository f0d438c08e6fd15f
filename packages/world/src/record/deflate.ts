import { FrameloomError } from '@frameloom/gpu';

/** Deflate makes of a byte at most so many. */
const mostRatio = 1032;

/** Packs parts that follow each other as one zlib stream. */
export async function pack(parts: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const blob = new Blob(parts as Uint8Array<ArrayBuffer>[]);
  return new Uint8Array(await new Response(through(blob, new CompressionStream('deflate'))).arrayBuffer());
}

/**
 * Unpacks a zlib stream that must have exactly `bytes` bytes; stops at the first that is too many.
 *
 * @throws FrameloomError `load-failed`.
 */
export async function unpack(
  packed: Uint8Array,
  bytes: number,
  where: string,
  advice: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const refuse = (fact: string, cause?: unknown): never => {
    throw new FrameloomError('load-failed', `${where} ${fact}. ${advice}`, { cause });
  };
  if (bytes > packed.length * mostRatio) refuse(`claims ${bytes} bytes in ${packed.length} packed ones`);
  const result = new Uint8Array(bytes);
  // In small parts: a decompressor unpacks all that it is given at once.
  const reader = through(
    new Blob([packed as Uint8Array<ArrayBuffer>]),
    new DecompressionStream('deflate'),
  ).getReader();
  let at = 0;
  for (;;) {
    const { done, value } = await reader
      .read()
      .catch((cause: unknown) => refuse('is no zlib stream, or it is damaged', cause));
    if (done) break;
    if (at + value.length > bytes) {
      await reader.cancel().catch(() => {});
      refuse(`has more than the ${bytes} bytes that its header says`);
    }
    result.set(value, at);
    at += value.length;
  }
  if (at < bytes) refuse(`has ${at} bytes, its header says ${bytes}; it is cut short`);
  return result;
}

/** A page's bytes, a few kB at a time, through a compressor. */
function through(
  blob: Blob,
  transform: CompressionStream | DecompressionStream,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieceBytes = 4096;
  let at = 0;
  const pieces = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const piece = new Uint8Array(await blob.slice(at, at + pieceBytes).arrayBuffer());
        at += piece.length;
        if (piece.length > 0) controller.enqueue(piece);
        if (at >= blob.size) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return pieces.pipeThrough(
    transform as ReadableWritablePair<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>,
  );
}
