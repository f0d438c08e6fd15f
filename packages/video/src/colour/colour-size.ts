import type { Size } from '../size.ts';

/** Longer side of the colour network's input, pixels. */
export const colourSide = 192;

/** Input size of the colour network for a frame: the same aspect ratio, never larger than the frame. */
export function colourSize({ width, height }: Size): Size {
  const scale = Math.min(1, colourSide / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
