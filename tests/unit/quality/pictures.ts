// Synthetic pictures that other programs can make too: every value is an integer formula of x and y.
import type { Picture } from '../../quality/metrics/picture.ts';

/** Names of the recipes. */
export type Recipe = 'base' | 'shift' | 'noise' | 'smooth' | 'smooth2' | 'green' | 'blue' | 'grey' | 'line';

/** A 96×64 picture by recipe. */
export function makePicture(recipe: Recipe, width = 96, height = 64): Picture {
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.set([...recipes[recipe](x, y, width), 255], (y * width + x) * 4);
  }
  return { width, height, pixels };
}

type Color = readonly [number, number, number];

const base = (x: number, y: number): Color => [
  (x * 5 + y * 3) % 256,
  (Math.floor((x * x) / 7) + y * 11) % 256,
  (((x >> 3) + (y >> 3)) % 2) * 200 + 20,
];

const smooth = (x: number, y: number, shift: number, blue: number): Color => [
  Math.floor(127 + 100 * Math.sin((x + shift) / 9)),
  Math.floor(127 + 90 * Math.cos(y / 7)),
  Math.floor(blue + 80 * Math.sin((x + y) / 11)),
];

const recipes: Record<Recipe, (x: number, y: number, width: number) => Color> = {
  base,
  /** `base` rolled one pixel to the right. */
  shift: (x: number, y: number, width: number): Color => base((x + width - 1) % width, y),
  noise: (x: number, y: number): Color => {
    const n = ((x * 7919 + y * 104_729) % 31) - 15;
    return base(x, y).map((value) => Math.min(255, Math.max(0, value + n))) as unknown as Color;
  },
  smooth: (x: number, y: number): Color => smooth(x, y, 0, 127),
  smooth2: (x: number, y: number): Color => smooth(x, y, 2, 117),
  green: (): Color => [0, 255, 0],
  blue: (): Color => [0, 0, 255],
  grey: (): Color => [128, 128, 128],
  line: (x: number): Color => (x === 48 ? [255, 255, 255] : [128, 128, 128]),
};
