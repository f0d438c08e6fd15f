// Pictures to look for the mark in, and what files go through.
import { detectMark, type Pixels } from '@frameloom/image';
import { addMarkReference } from '../../../packages/image/src/picture/watermark.reference.ts';
import { createRandom } from '../../gpu/nn/maps.ts';
import { jpegGrey } from '../jpeg.ts';

/** What {@link measureMark} found. */
export type MarkFigures = {
  marked: number;
  /** Of the marked ones, after each treatment. */
  found: Readonly<Record<string, number>>;
  /** What the mark changes: peak signal-to-noise ratio, dB. */
  psnr: number;
  unmarked: number;
  foundUnmarked: number;
  /** Highest score of an unmarked one, standard deviations; 4.8 is told as found. */
  highestUnmarked: number;
};

const treatments: Readonly<Record<string, (picture: Pixels) => Pixels>> = {
  'as they are': (picture) => picture,
  'JPEG 70': (picture) => jpegGrey(picture, 70),
  halved: halve,
  'JPEG 70, halved': (picture) => halve(jpegGrey(picture, 70)),
  'halved, JPEG 70': (picture) => jpegGrey(halve(picture), 70),
};

/** Marks drawn pictures of 256×256, treats them, and looks for the mark in them and in others of `side` without it. */
export function measureMark(counts: { marked: number; unmarked: number }, side = 256): MarkFigures {
  const found = Object.fromEntries(Object.keys(treatments).map((name) => [name, 0]));
  let error = 0;
  for (let seed = 0; seed < counts.marked; seed++) {
    const picture = draw(seed);
    const marked = addMarkReference(picture);
    const squares = marked.data.reduce((sum, v, i) => sum + (v - picture.data[i]!) ** 2, 0);
    error += squares / (256 * 256 * 3) / counts.marked;
    for (const [name, treat] of Object.entries(treatments))
      found[name]! += Number(detectMark(treat(marked)).found);
  }
  let [foundUnmarked, highestUnmarked] = [0, 0];
  for (let seed = 0; seed < counts.unmarked; seed++) {
    const { found: isFound, score } = detectMark(draw(1000 + seed, side));
    foundUnmarked += Number(isFound);
    highestUnmarked = Math.max(highestUnmarked, score);
  }
  return { ...counts, found, psnr: 10 * Math.log10(255 ** 2 / error), foundUnmarked, highestUnmarked };
}

/** Clouds of several sizes, edges and some noise, as much as the seed says of each. */
function draw(seed: number, side = 256): Pixels {
  const random = createRandom(seed + 1);
  const layers = [64, 16, 4].map((step) => ({
    step,
    weight: random() * step * 1.5,
    values: Array.from({ length: (side / step + 2) ** 2 }, () => random() - 0.5),
  }));
  const shapes = Array.from({ length: 4 }, () => ({
    x: random() * side,
    y: random() * side,
    radius: random() * side * 0.3,
    shade: (random() - 0.5) * 160,
  }));
  const [base, noise] = [60 + random() * 120, random() * 12];
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [i % side, Math.floor(i / side)];
    let value = base + (random() - 0.5) * noise;
    for (const { step, weight, values } of layers) {
      const columns = side / step + 2;
      const [column, row] = [Math.floor(x / step), Math.floor(y / step)];
      const [fx, fy] = [x / step - column, y / step - row];
      const corner = (dx: number, dy: number): number => values[(row + dy) * columns + column + dx]!;
      const top = corner(0, 0) * (1 - fx) + corner(1, 0) * fx;
      value += weight * (top * (1 - fy) + (corner(0, 1) * (1 - fx) + corner(1, 1) * fx) * fy);
    }
    for (const shape of shapes)
      if ((x - shape.x) ** 2 + (y - shape.y) ** 2 < shape.radius ** 2) value += shape.shade;
    data.fill(value, 4 * i, 4 * i + 3);
  }
  return { width: side, height: side, data };
}

function halve({ width, height, data }: Pixels): Pixels {
  const half = new Uint8ClampedArray(data.length / 4);
  half.forEach((_, i) => {
    const [c, x, y] = [i % 4, (i >> 2) % (width / 2), Math.floor((i >> 2) / (width / 2))];
    const at = (y * 2 * width + x * 2) * 4 + c;
    half[i] = (data[at]! + data[at + 4]! + data[at + width * 4]! + data[at + width * 4 + 4]!) / 4;
  });
  return { width: width / 2, height: height / 2, data: half };
}
