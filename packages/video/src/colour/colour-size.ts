import type { Size } from '../size.ts';

/** The longer side of what the colour network sees, pixels. */
export const colourSide = 192;

/** The size at which a frame is coloured: its own aspect ratio, and no larger than it is. */
export function colourSize({ width, height }: Size): Size {
  const scale = Math.min(1, colourSide / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}
