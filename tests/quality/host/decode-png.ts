// PNG to RGBA bytes, for textures of models in Node: every depth and colour type, not interlaced.
// ISO/IEC 15948.
import { inflateSync } from 'node:zlib';

/** A decoded picture, rows top first. */
export type Decoded = {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array<ArrayBuffer>;
};

const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Decodes a PNG file; 16-bit channels keep their upper byte. Throws on anything else. */
export function decodePng(bytes: Uint8Array): Decoded {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < 33 || file.readUInt32BE(0) !== 0x89504e47) throw new Error('not a PNG file');
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const [depth, colorType, interlace] = [file[24]!, file[25]!, file[28]!];
  const channels = channelsOf[colorType];
  if (channels === undefined || interlace !== 0) {
    throw new Error(`a PNG of ${depth} bits a channel${interlace ? ', interlaced,' : ''} is not read here`);
  }
  const { data, palette, alpha } = collect(file);
  const rows = unfilter(
    inflateSync(Buffer.concat(data)),
    height,
    (width * channels * depth) / 8,
    (channels * depth) / 8,
  );
  const raw =
    depth < 8 ? unpackBits(rows, width, height, depth, colorType === 3 ? 1 : 255 / (2 ** depth - 1)) : rows;
  const step = depth === 16 ? 2 : 1;
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const at = (channel: number): number => raw[(i * channels + channel) * step]!;
    const pixel = [0, 0, 0, 255];
    if (colorType === 3) {
      const index = at(0);
      pixel.splice(
        0,
        4,
        palette[3 * index]!,
        palette[3 * index + 1]!,
        palette[3 * index + 2]!,
        alpha[index] ?? 255,
      );
    } else if (channels < 3) {
      pixel.splice(0, 4, at(0), at(0), at(0), channels === 2 ? at(1) : 255);
    } else {
      pixel.splice(0, 4, at(0), at(1), at(2), channels === 4 ? at(3) : 255);
    }
    rgba.set(pixel, 4 * i);
  }
  return { width, height, rgba };
}

function collect(file: Buffer): { data: Buffer[]; palette: Buffer; alpha: Buffer } {
  const found = {
    data: [] as Buffer[],
    palette: Buffer.alloc(0) as Buffer,
    alpha: Buffer.alloc(0) as Buffer,
  };
  for (let at = 8; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    if (type === 'IDAT') found.data.push(body);
    if (type === 'PLTE') found.palette = body;
    if (type === 'tRNS') found.alpha = body;
    if (type === 'IEND') break;
    at += length + 12;
  }
  return found;
}

/** Undoes the filter of each row: none, left, up, average, Paeth. Rows and pixels in bytes; both may be fractions. */
function unfilter(data: Buffer, height: number, rowBytes: number, pixelBytes: number): Uint8Array {
  const stride = Math.ceil(rowBytes);
  const pixel = Math.max(1, pixelBytes);
  const result = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)]!;
    for (let x = 0; x < stride; x++) {
      const value = data[y * (stride + 1) + 1 + x]!;
      const left = x >= pixel ? result[y * stride + x - pixel]! : 0;
      const above = y > 0 ? result[(y - 1) * stride + x]! : 0;
      const corner = x >= pixel && y > 0 ? result[(y - 1) * stride + x - pixel]! : 0;
      result[y * stride + x] = value + predict(filter, left, above, corner);
    }
  }
  return result;
}

/** One byte a value, from rows of 1, 2 or 4 bits a value. */
function unpackBits(
  rows: Uint8Array,
  width: number,
  height: number,
  depth: number,
  scale: number,
): Uint8Array {
  const stride = Math.ceil((width * depth) / 8);
  const result = new Uint8Array(width * height);
  for (let i = 0; i < result.length; i++) {
    const bit = (i % width) * depth;
    const byte = rows[Math.floor(i / width) * stride + (bit >> 3)]!;
    result[i] = ((byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1)) * scale;
  }
  return result;
}

function predict(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) return 0;
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}
