// Finds the places worth looking at: where methods differ most, and where each is worst.
import type { Size } from '../engine/platform.ts';

/** A rectangle of one frame, in display pixels. */
export type Crop = {
  readonly frame: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** Watches errors tile by tile while a scene is scored. */
export type CropFinder = {
  add(frame: number, method: string, test: Uint8Array, reference: Uint8Array): void;
  /** Up to `count` crops in which the best and the worst method are furthest apart, in different places and moments. */
  mostDifferent(count: number): Crop[];
  /** The worst tile of one frame of a method. */
  worstOf(method: string, frame: number): Crop | undefined;
};

const framesApart = 5;

/** Creates a finder for one picture size; tiles have a ninth of the width, 4:3. */
export function createCropFinder(size: Size): CropFinder {
  const width = Math.min(size.width, Math.max(32, Math.round(size.width / 9)));
  const height = Math.min(size.height, Math.round(width * 0.75));
  const columns = Math.max(1, Math.floor(size.width / width));
  const rows = Math.max(1, Math.floor(size.height / height));
  const errors = new Map<number, Map<string, Float32Array>>();
  const cropOf = (frame: number, tile: number): Crop => ({
    frame,
    x: (tile % columns) * width,
    y: Math.floor(tile / columns) * height,
    width,
    height,
  });
  return {
    add(frame, method, test, reference) {
      const tiles = new Float32Array(columns * rows);
      for (let y = 0; y < rows * height; y++) {
        const tileRow = Math.floor(y / height) * columns;
        for (let x = 0; x < columns * width; x++) {
          const at = 4 * (y * size.width + x);
          const red = test[at]! - reference[at]!;
          const green = test[at + 1]! - reference[at + 1]!;
          const blue = test[at + 2]! - reference[at + 2]!;
          tiles[tileRow + Math.floor(x / width)]! += red * red + green * green + blue * blue;
        }
      }
      const byMethod = errors.get(frame) ?? new Map<string, Float32Array>();
      errors.set(frame, byMethod.set(method, tiles));
    },
    mostDifferent(count) {
      const candidates = [...errors].flatMap(([frame, byMethod]) =>
        Array.from({ length: columns * rows }, (_, tile) => {
          const roots = [...byMethod.values()].map((tiles) => Math.sqrt(tiles[tile]!));
          return { frame, tile, spread: Math.max(...roots) - Math.min(...roots) };
        }),
      );
      candidates.sort((a, b) => b.spread - a.spread);
      const chosen: typeof candidates = [];
      for (const candidate of candidates) {
        if (chosen.length === count) break;
        const fresh = chosen.every(
          ({ frame, tile }) => tile !== candidate.tile && Math.abs(frame - candidate.frame) >= framesApart,
        );
        if (fresh) chosen.push(candidate);
      }
      return chosen.map(({ frame, tile }) => cropOf(frame, tile));
    },
    worstOf(method, frame) {
      const tiles = errors.get(frame)?.get(method);
      return tiles && cropOf(frame, tiles.indexOf(Math.max(...tiles)));
    },
  };
}

/** Cuts a crop out of an RGBA picture. */
export function cutCrop(pixels: Uint8Array, pictureWidth: number, crop: Crop): Uint8Array {
  const cut = new Uint8Array(crop.width * crop.height * 4);
  for (let y = 0; y < crop.height; y++) {
    const start = 4 * ((crop.y + y) * pictureWidth + crop.x);
    cut.set(pixels.subarray(start, start + 4 * crop.width), 4 * y * crop.width);
  }
  return cut;
}
