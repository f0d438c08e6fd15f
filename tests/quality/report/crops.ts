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

/** Squared errors of the tiles of each frame; null for frames that do not count. */
export type TileErrors = readonly (readonly number[] | null)[];

/** Answers where to look. */
export type CropFinder = {
  /** Up to `count` crops in which the best and the worst method are furthest apart, in different places and moments. */
  mostDifferent(count: number): Crop[];
  /** The worst tile of one frame of a method. */
  worstOf(method: string, frame: number): Crop | undefined;
};

type Grid = {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
};

const framesApart = 5;

/** Tiles have a ninth of a picture's width and are 4:3. */
function gridOf(size: Size): Grid {
  const width = Math.min(size.width, Math.max(32, Math.round(size.width / 9)));
  const height = Math.min(size.height, Math.round(width * 0.75));
  const columns = Math.max(1, Math.floor(size.width / width));
  const rows = Math.max(1, Math.floor(size.height / height));
  return { width, height, columns, rows };
}

/** Squared error of every tile of one picture, tile rows top first. */
export function tileErrors(size: Size, test: Uint8Array, reference: Uint8Array): number[] {
  const { width, height, columns, rows } = gridOf(size);
  const tiles = Array.from({ length: columns * rows }, () => 0);
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
  return tiles;
}

/** Creates a finder from the tile errors of every method. */
export function createCropFinder(size: Size, errors: ReadonlyMap<string, TileErrors>): CropFinder {
  const { width, height, columns, rows } = gridOf(size);
  const cropOf = (frame: number, tile: number): Crop => ({
    frame,
    x: (tile % columns) * width,
    y: Math.floor(tile / columns) * height,
    width,
    height,
  });
  const spreadOf = (frame: number, tile: number): number => {
    const roots = [...errors.values()].map((frames) => Math.sqrt(frames[frame]?.[tile] ?? 0));
    return Math.max(...roots) - Math.min(...roots);
  };
  return {
    mostDifferent(count) {
      const frames = Math.max(0, ...[...errors.values()].map((list) => list.length));
      const candidates = Array.from({ length: frames * columns * rows }, (_, index) => {
        const [frame, tile] = [Math.floor(index / (columns * rows)), index % (columns * rows)];
        return { frame, tile, spread: spreadOf(frame, tile) };
      });
      candidates.sort((a, b) => b.spread - a.spread);
      const chosen: typeof candidates = [];
      for (const candidate of candidates) {
        if (chosen.length === count || candidate.spread === 0) break;
        const fresh = chosen.every(
          ({ frame, tile }) => tile !== candidate.tile && Math.abs(frame - candidate.frame) >= framesApart,
        );
        if (fresh) chosen.push(candidate);
      }
      return chosen.map(({ frame, tile }) => cropOf(frame, tile));
    },
    worstOf(method, frame) {
      const tiles = errors.get(method)?.[frame];
      return tiles ? cropOf(frame, tiles.indexOf(Math.max(...tiles))) : undefined;
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
