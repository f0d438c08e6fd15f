import { FrameloomError } from '@frameloom/gpu';

const jpegMark = 'http://ns.adobe.com/xap/1.0/\0';

/**
 * A JPEG or WebP with an XMP packet: in a JPEG an APP1 segment behind the first (XMP specification part 3, 1.1.3), in a WebP a chunk
 * `XMP ` with the flag for it in `VP8X`, which is added where there is none.
 *
 * @throws FrameloomError `invalid-argument` for other files.
 */
export function addXmp(file: Uint8Array<ArrayBuffer>, packet: string): Uint8Array<ArrayBuffer> {
  const text = (start: number, end: number): string => String.fromCharCode(...file.subarray(start, end));
  if (file[0] === 0xff && file[1] === 0xd8) return addToJpeg(file, packet);
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return addToWebp(file, packet);
  throw new FrameloomError('invalid-argument', 'addXmp: the file is no JPEG and no WebP. Give one of them.');
}

function addToJpeg(file: Uint8Array<ArrayBuffer>, packet: string): Uint8Array<ArrayBuffer> {
  const content = new TextEncoder().encode(jpegMark + packet);
  const length = content.length + 2;
  const segment = Uint8Array.of(0xff, 0xe1, length >> 8, length & 255, ...content);
  // JFIF's segment, where there is one, has to be the first.
  const start = file[2] === 0xff && file[3] === 0xe0 ? 4 + file[4]! * 256 + file[5]! : 2;
  return join([file.subarray(0, start), segment, file.subarray(start)]);
}

function addToWebp(file: Uint8Array<ArrayBuffer>, packet: string): Uint8Array<ArrayBuffer> {
  const chunks = file.slice(12);
  const hasHeader = String.fromCharCode(...chunks.subarray(0, 4)) === 'VP8X';
  if (hasHeader) chunks[8]! |= 4;
  const xmp = riffChunk('XMP ', new TextEncoder().encode(packet));
  const parts = [...(hasHeader ? [] : [riffChunk('VP8X', extendedHeader(chunks))]), chunks, xmp];
  const size = parts.reduce((sum, part) => sum + part.length, 4);
  const head = new Uint8Array(12);
  head.set(new TextEncoder().encode('RIFF'));
  new DataView(head.buffer).setUint32(4, size, true);
  head.set(new TextEncoder().encode('WEBP'), 8);
  return join([head, ...parts]);
}

/** Flags for XMP, and for alpha of a lossless picture; width and height less one, 24 bits each. */
function extendedHeader(chunks: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(chunks.buffer);
  const isLossless = chunks[3] === 0x4c; // VP8L
  const bits = isLossless ? view.getUint32(9, true) : 0;
  const [width, height] = isLossless
    ? [bits & 0x3fff, (bits >> 14) & 0x3fff]
    : [(view.getUint16(14, true) & 0x3fff) - 1, (view.getUint16(16, true) & 0x3fff) - 1];
  const header = new Uint8Array(10);
  header[0] = 4 | ((bits >>> 28) & 1 ? 16 : 0);
  header.set([width & 255, width >> 8, 0, height & 255, height >> 8, 0], 4);
  return header;
}

function riffChunk(type: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(8 + content.length + (content.length % 2));
  chunk.set(new TextEncoder().encode(type));
  new DataView(chunk.buffer).setUint32(4, content.length, true);
  chunk.set(content, 8);
  return chunk;
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
