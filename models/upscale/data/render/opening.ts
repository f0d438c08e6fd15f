// Judges the first frame of a sequence: whether there is enough to see, and how it is to be exposed.
import type { Size } from '@frameloom/upscale';
import { decodeRgb9e5 } from '../format/encodings.ts';

/** A pixel counts as detail when it differs from a neighbour by this much, in c / (1 + max(r, g, b)). */
const edge = 0.02;
/** Share of such pixels below which a picture is a waste of rendering: a bare floor, an empty sky. */
const leastDetail = 0.15;

/** What takes the median brightness of a picture two thirds of the way to the one wanted: night stays darker than noon. */
export function exposureFor(picture: Uint32Array, wanted: number): number {
  const levels = Float32Array.from(picture, (word) => Math.max(...decodeRgb9e5(word))).toSorted();
  const median = levels[levels.length >> 1]!;
  return Math.min(16, Math.max(0.25, (wanted / Math.max(median, 1e-3)) ** (2 / 3)));
}

/** Whether a picture, once multiplied by `gain`, shows enough to learn from. */
export function hasDetail(picture: Uint32Array, { width, height }: Size, gain: number): boolean {
  const tones = Float32Array.from(picture, (word) => {
    const peak = gain * Math.max(...decodeRgb9e5(word));
    return peak / (1 + peak);
  });
  let count = 0;
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const i = y * width + x;
      const step = Math.abs(tones[i]! - tones[i + 1]!) + Math.abs(tones[i]! - tones[i + width]!);
      if (step > edge) count += 1;
    }
  }
  return count >= leastDetail * width * height;
}
