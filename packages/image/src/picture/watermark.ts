import { failValue } from '../fail.ts';
import type { GivenImage } from '../model/options.ts';

/** Side of a square of the pattern, pixels; of a picture of half the size half of it. */
export const cellSide = 4;
/** Fewer pixels have too few squares to tell the pattern from chance once a picture was compressed and halved. */
const fewestPixels = 256 * 256;
/** A score that chance reaches in one of about half a million pictures. */
const threshold = 4.8;

/** What {@link detectMark} found. */
export type MarkDetection = {
  /** Whether the picture carries the mark. */
  found: boolean;
  /** How far from chance it is, in standard deviations. */
  score: number;
};

/** Whether pictures of this size can carry the mark: 65,536 pixels or more, no side below 64. */
export function canCarryMark(width: number, height: number): boolean {
  return width * height >= fewestPixels && Math.min(width, height) >= 64;
}

/** +1 or −1 of a square of the pattern. The hash is `lowbias32` by C. Wellons (public domain). */
export function patternAt(column: number, row: number): number {
  let n = (((row << 16) + column) ^ 0x46726d6c) >>> 0;
  n ^= n >>> 16;
  n = Math.imul(n, 0x7feb352d) >>> 0;
  n ^= n >>> 15;
  n = Math.imul(n, 0x846ca68b) >>> 0;
  n ^= n >>> 16;
  return n & 1 ? 1 : -1;
}

/**
 * Looks for the mark that `generate` puts into pictures: a pattern of squares in their brightness, after Cox et al. 1997 ("Secure
 * spread spectrum watermarking for multimedia"). It is found at the size that was made and at half of it, after JPEG too; not in
 * what was cropped, turned or scaled otherwise, and it is no proof: whoever knows this code can take it away or put it elsewhere.
 *
 * @param image RGBA, as `ImageData` is.
 * @throws FrameloomError `invalid-argument`.
 */
export function detectMark(image: GivenImage): MarkDetection {
  const { width, height, data } = image ?? {};
  if (data?.length !== width * height * 4 || data.length === 0)
    failValue('detectMark', 'image', image, '{ width, height, data } with RGBA of every pixel');
  const score = Math.max(scoreOf(image, cellSide), scoreOf(image, cellSide / 2));
  return { found: score > threshold, score };
}

/** Correlation with the pattern, of unit variance where a picture has nothing to do with it. */
function scoreOf({ width, height, data }: GivenImage, side: number): number {
  const [columns, rows] = [Math.floor(width / side), Math.floor(height / side)];
  if (columns < 8 || rows < 8) return 0;
  const means = new Float32Array(columns * rows);
  for (let y = 0; y < rows * side; y++) {
    for (let x = 0; x < columns * side; x++) {
      const at = (y * width + x) * 4;
      const luma = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
      means[Math.floor(y / side) * columns + Math.floor(x / side)]! += luma / (side * side);
    }
  }
  const pattern = Float32Array.from(means, (_, i) => patternAt(i % columns, Math.floor(i / columns)));
  const [seen, wanted] = [means, pattern].map((map) => withoutSurroundings(map, columns, rows));
  const activity = average(
    seen!.map((value) => Math.abs(value)),
    columns,
    rows,
    2,
  );
  let [sum, squares] = [0, 1e-9];
  seen!.forEach((value, i) => {
    // Edges must not outweigh everything else.
    const relative = Math.min(2.5, Math.max(-2.5, value / (activity[i]! + 0.5)));
    sum += relative * wanted![i]!;
    squares += (relative * wanted![i]!) ** 2;
  });
  return sum / Math.sqrt(squares);
}

/** Each number less the mean of the eight around it. */
function withoutSurroundings(map: Float32Array, columns: number, rows: number): Float32Array {
  const means = average(map, columns, rows, 1);
  return map.map((value, i) => value - (9 * means[i]! - value) / 8);
}

/** Mean of a square of 2·radius + 1 around each place; the edge goes on outside. */
export function average(map: Float32Array, columns: number, rows: number, radius: number): Float32Array {
  const along = (source: Float32Array, count: number, step: number, others: number, stride: number) => {
    const result = new Float32Array(source.length);
    for (let line = 0; line < others; line++) {
      const at = (i: number): number => source[line * stride + Math.min(Math.max(i, 0), count - 1) * step]!;
      let sum = 0;
      for (let i = -radius; i <= radius; i++) sum += at(i);
      for (let i = 0; i < count; i++) {
        result[line * stride + i * step] = sum / (2 * radius + 1);
        sum += at(i + radius + 1) - at(i - radius);
      }
    }
    return result;
  };
  return along(along(map, columns, 1, rows, columns), rows, columns, columns, 1);
}
