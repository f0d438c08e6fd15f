// Pictures of a page as the visitor sees them, as plain pixels.
import { inflateSync } from 'node:zlib';
import type { Locator } from 'playwright';

/** Eight-bit RGB pixels, top row first. */
export type Picture = { width: number; height: number; rgb: Uint8Array };

/** What is on screen in the place of an element. */
export async function photograph(element: Locator): Promise<Picture> {
  return decodePng(await element.screenshot({ animations: 'disabled', timeout: 60_000 }));
}

/** Mean of all channels, 0 to 255. */
export function brightness({ rgb }: Picture): number {
  let sum = 0;
  for (const value of rgb) sum += value;
  return sum / rgb.length;
}

/** Standard deviation of all channels: 0 for a picture of one colour. */
export function contrast(picture: Picture): number {
  const mean = brightness(picture);
  let sum = 0;
  for (const value of picture.rgb) sum += (value - mean) ** 2;
  return Math.sqrt(sum / picture.rgb.length);
}

/** Mean absolute difference of all channels, 0 to 255. */
export function difference(one: Picture, two: Picture): number {
  if (one.rgb.length !== two.rgb.length) return 255;
  let sum = 0;
  for (let index = 0; index < one.rgb.length; index++) sum += Math.abs(one.rgb[index]! - two.rgb[index]!);
  return sum / one.rgb.length;
}

/** Share of the pixels of which a channel differs by more than `tolerance`, 0 … 1. */
export function differingShare(one: Picture, two: Picture, tolerance: number): number {
  if (one.rgb.length !== two.rgb.length) return 1;
  let count = 0;
  for (let at = 0; at < one.rgb.length; at += 3)
    if ([0, 1, 2].some((channel) => Math.abs(one.rgb[at + channel]! - two.rgb[at + channel]!) > tolerance))
      count += 1;
  return (count * 3) / one.rgb.length;
}

/** The part between two fractions of the width. */
export function columns(picture: Picture, from: number, to: number): Picture {
  const first = Math.round(from * picture.width);
  const width = Math.round(to * picture.width) - first;
  const rgb = new Uint8Array(width * picture.height * 3);
  for (let y = 0; y < picture.height; y++) {
    const start = (y * picture.width + first) * 3;
    rgb.set(picture.rgb.subarray(start, start + width * 3), y * width * 3);
  }
  return { width, height: picture.height, rgb };
}

/** Reads what browsers write: 8 bits, RGB or RGBA, not interlaced (PNG specification, filters 0 to 4). */
function decodePng(file: Buffer): Picture {
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  const channels = file[25] === 6 ? 4 : 3;
  const parts: Buffer[] = [];
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(file.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const packed = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const rows = new Uint8Array(stride * height);
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const filter = packed[y * (stride + 1)]!;
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? rows[y * stride + x - channels]! : 0;
      const up = y > 0 ? rows[(y - 1) * stride + x]! : 0;
      const corner = x >= channels && y > 0 ? rows[(y - 1) * stride + x - channels]! : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
      rows[y * stride + x] = packed[y * (stride + 1) + 1 + x]! + guess;
    }
  }
  for (let pixel = 0; pixel < width * height; pixel++)
    for (let channel = 0; channel < 3; channel++)
      rgb[pixel * 3 + channel] = rows[pixel * channels + channel]!;
  return { width, height, rgb };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
