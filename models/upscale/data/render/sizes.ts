// How the sizes of a sequence hang together: every input pixel must be a whole number of high-resolution texels.
import type { Size } from '@frameloom/upscale';

/** High-resolution texels per display pixel and axis: 36 samples in each pixel of the reference. */
export const sampleFactor = 6;

/** The grid of one ratio: `step` high-resolution texels per render pixel and axis. */
export type InputGrid = { readonly ratio: number; readonly renderSize: Size; readonly step: number };

/**
 * The grid of a display size and a ratio.
 * @throws RangeError where they do not divide, since the jitter of such pixels would not be one number.
 */
export function createInputGrid(displaySize: Size, ratio: number): InputGrid {
  const step = ratio * sampleFactor;
  const width = displaySize.width / ratio;
  const height = displaySize.height / ratio;
  if (![step, width, height].every((n) => Number.isInteger(n) && n >= 1)) {
    throw new RangeError(
      `ratio ${ratio} does not divide ${displaySize.width}×${displaySize.height} into whole render pixels of whole sixths of a display pixel; use a size divisible by 6 and ratios like 1, 1.5, 2, 3.`,
    );
  }
  return { ratio, renderSize: { width, height }, step };
}

/** Where a jittered sample lands: the kept texel within its render pixel, and the jitter that this amounts to. */
export type QuantisedJitter = {
  readonly texel: { readonly x: number; readonly y: number };
  readonly jitter: { readonly x: number; readonly y: number };
};

/** Moves a jitter (render pixels, y down, −0.5 to 0.5) to the nearest high-resolution texel centre. */
export function quantiseJitter(jitter: { x: number; y: number }, step: number): QuantisedJitter {
  const texelOf = (j: number): number => Math.min(step - 1, Math.max(0, Math.floor((j + 0.5) * step)));
  const texel = { x: texelOf(jitter.x), y: texelOf(jitter.y) };
  return { texel, jitter: { x: (texel.x + 0.5) / step - 0.5, y: (texel.y + 0.5) / step - 0.5 } };
}

/** Part of the high-resolution frame, in texels. */
export type Tile = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** Cuts the high-resolution frame into tiles of at most `limit` texels a side, at display pixel borders. */
export function cutTiles(displaySize: Size, limit: number): Tile[] {
  const cut = (pixels: number): number[] => {
    const most = Math.max(1, Math.floor(limit / sampleFactor));
    const count = Math.ceil(pixels / most);
    return Array.from({ length: count + 1 }, (_, i) => Math.round((i * pixels) / count) * sampleFactor);
  };
  const columns = cut(displaySize.width);
  const rows = cut(displaySize.height);
  const tiles: Tile[] = [];
  for (let r = 0; r + 1 < rows.length; r++) {
    for (let c = 0; c + 1 < columns.length; c++) {
      const [x, y] = [columns[c]!, rows[r]!];
      tiles.push({ x, y, width: columns[c + 1]! - x, height: rows[r + 1]! - y });
    }
  }
  return tiles;
}
