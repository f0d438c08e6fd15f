// What the sweep compares: dB of what a display shows, and the light that is left.
import { size, type Shot } from './shots.ts';

const pixels = size.width * size.height;

/** The RGB beneath a transparent canvas, as a display shows it. */
export type Page = Float32Array;

/** A page of display values by pixel and channel. */
export function pageOf(value: (pixel: number, channel: number) => number): Page {
  return Float32Array.from({ length: pixels * 3 }, (_, i) => value(Math.floor(i / 3), i % 3));
}

/** The display transform of present.wgsl, without rounding. */
function shown(x: number): number {
  const aces = Math.min(1, Math.max(0, (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)));
  return aces <= 0.0031308 ? 12.92 * aces : 1.055 * aces ** (1 / 2.4) - 0.055;
}

/** RGB as a display shows an opaque picture. */
export function opaque(shot: Shot): Float32Array {
  return Float32Array.from({ length: pixels * 3 }, (_, i) => shown(shot[Math.floor(i / 3) * 4 + (i % 3)]!));
}

/** A transparent picture as three encodes it: premultiplied display colour and alpha. */
export function encoded(shot: Shot): Float32Array {
  const layer = new Float32Array(pixels * 4);
  for (let i = 0; i < layer.length; i += 4) {
    const alpha = Math.min(1, Math.max(0, shot[i + 3]!));
    layer[i + 3] = alpha;
    if (alpha > 0)
      for (let c = 0; c < 3; c++) layer[i + c] = alpha * shown(Math.max(0, shot[i + c]!) / alpha);
  }
  return layer;
}

/** RGB as a browser composes an encoded picture over a page. */
export function over(page: Page, layer: Float32Array): Float32Array {
  const picture = new Float32Array(page.length);
  for (let i = 0, k = 0; i < layer.length; i += 4) {
    for (let c = 0; c < 3; c++, k++) picture[k] = Math.min(1, layer[i + c]! + (1 - layer[i + 3]!) * page[k]!);
  }
  return picture;
}

/** PSNR in dB over all frames; the last reference stands for those that follow it. */
export function psnr(frames: readonly Float32Array[], references: readonly Float32Array[]): number {
  let error = 0;
  for (const [i, frame] of frames.entries()) {
    const reference = references[Math.min(i, references.length - 1)]!;
    let sum = 0;
    for (let k = 0; k < frame.length; k++) sum += (frame[k]! - reference[k]!) ** 2;
    error += sum / frame.length;
  }
  return -10 * Math.log10(error / frames.length);
}

/** Share of the light that is further than three pixels from all that the reference shows before black: trails. */
export function astray(shots: readonly Shot[], references: readonly Shot[]): number {
  const lumaAt = (shot: Shot, pixel: number): number => {
    const [r, g, b] = [shot[pixel * 4]!, shot[pixel * 4 + 1]!, shot[pixel * 4 + 2]!];
    return (r + g + b) / (1 + Math.max(r, g, b, 0));
  };
  const sums = { out: 0, all: 0 };
  for (const [i, shot] of shots.entries()) {
    const near = surroundings((pixel) => lumaAt(references[i]!, pixel) > 1e-3);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const luma = lumaAt(shot, pixel);
      sums.all += luma;
      if (!near[pixel]) sums.out += luma;
    }
  }
  return sums.out / sums.all;
}

/** 1 where a pixel within three rows and columns is seen. */
function surroundings(isSeen: (pixel: number) => boolean): Uint8Array {
  const near = new Uint8Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (!isSeen(pixel)) continue;
    const [x, y] = [pixel % size.width, Math.floor(pixel / size.width)];
    for (let v = Math.max(0, y - 3); v <= Math.min(size.height - 1, y + 3); v++)
      near.fill(1, v * size.width + Math.max(0, x - 3), v * size.width + Math.min(size.width, x + 4));
  }
  return near;
}

/** Light above the background, as displays show it: in c / (1 + max(c)), over all frames, as a share of the reference's. */
export function light(shots: readonly Shot[], references: readonly Shot[], back: number): number {
  const sum = (shot: Shot): number => {
    let total = 0;
    for (let i = 0; i < pixels * 4; i += 4) {
      const rgb = [shot[i]!, shot[i + 1]!, shot[i + 2]!];
      const peak = 1 + Math.max(...rgb, 0);
      for (const v of rgb) total += v / peak - back / (1 + back);
    }
    return total;
  };
  const mean = (list: readonly Shot[]): number =>
    list.reduce((total, shot) => total + sum(shot), 0) / list.length;
  return mean(shots) / mean(references);
}
