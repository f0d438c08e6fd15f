// The invisible mark: found after what files go through, and not where it is not.
import { detectMark, type Pixels } from '@frameloom/image';
import { expect, test } from 'vitest';
import { addMarkReference } from '../../../packages/image/src/picture/watermark.reference.ts';
import { createRandom } from '../../gpu/nn/maps.ts';
import { jpegGrey } from '../../support/jpeg.ts';

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

test('is found in 99 of 100 pictures after JPEG of quality 70, after halving, and after both', () => {
  const found = { whole: 0, jpeg: 0, half: 0, both: 0 };
  let error = 0;
  for (let seed = 0; seed < 100; seed++) {
    const picture = draw(seed);
    const marked = addMarkReference(picture);
    error += marked.data.reduce((sum, v, i) => sum + (v - picture.data[i]!) ** 2, 0) / (256 * 256 * 3) / 100;
    const pressed = jpegGrey(marked, 70);
    const treated = { whole: marked, jpeg: pressed, half: halve(marked), both: halve(pressed) };
    for (const [name, one] of Object.entries(treated))
      found[name as keyof typeof found] += Number(detectMark(one).found);
  }
  expect(Math.min(...Object.values(found)), JSON.stringify(found)).toBeGreaterThanOrEqual(99);
  // Hardly to be seen.
  expect(10 * Math.log10(255 ** 2 / error)).toBeGreaterThan(37);
});

test('is found in none of 1,000 pictures without it', () => {
  let most = 0;
  for (let seed = 1000; seed < 2000; seed++) most = Math.max(most, detectMark(draw(seed, 96)).score);
  expect(most).toBeLessThan(4.5);
});

test('needs pixels', () => {
  expect(() => detectMark({ width: 4, height: 4, data: [1] })).toThrow(/RGBA/);
  expect(detectMark({ width: 8, height: 8, data: new Uint8Array(256) })).toEqual({ found: false, score: 0 });
});
