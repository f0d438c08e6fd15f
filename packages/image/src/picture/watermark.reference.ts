import { average, cellSide, patternAt } from './watermark.ts';
import type { Pixels } from './png.ts';

/** present.wgsl's mark in plain TypeScript, for opaque pixels. */
export function addMarkReference({ width, height, data }: Pixels): Pixels {
  const luma = new Float32Array(width * height);
  for (let i = 0; i < luma.length; i++)
    luma[i] = 0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!;
  const mean = average(luma, width, height, 3);
  const square = average(
    luma.map((value) => value * value),
    width,
    height,
    3,
  );
  const marked = new Uint8ClampedArray(data.length);
  for (let i = 0; i < luma.length; i++) {
    const deviation = Math.sqrt(Math.max(0, square[i]! - mean[i]! ** 2));
    const [x, y] = [i % width, Math.floor(i / width)];
    const sign = patternAt(Math.floor(x / cellSide), Math.floor(y / cellSide));
    const change = sign * Math.min(1.2 + 0.12 * deviation, 5);
    for (let c = 0; c < 3; c++) marked[4 * i + c] = Math.round(data[4 * i + c]! + change);
    marked[4 * i + 3] = data[4 * i + 3]!;
  }
  return { width, height, data: marked };
}
