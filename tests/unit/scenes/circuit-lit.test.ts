// Lit pictures of the circuit: of the same things as the flat ones, in sun and shadow, and other towns along the same road.
import { expect, test } from 'vitest';
import {
  createCircuitAt,
  createLitPainter,
  createPainter,
  frameHeight,
  frameWidth,
  litScale,
  numberOf,
  type ColorName,
} from '@frameloom/scenes/circuit';
import { createHeightMap } from '../../../packages/scenes/src/circuit/lit/height-map.ts';
import { createSkyLight } from '../../../packages/scenes/src/circuit/lit/sky-light.ts';
import { sides } from '../../../packages/scenes/src/circuit/solids.ts';

const width = litScale * frameWidth;

test('a wall throws a shadow away from the sun, and hides a part of the sky', () => {
  const wall = sides(['wallLight', 'wallLight'], 48, 32, 20, 1, 0, 4);
  const shadows = createHeightMap(wall, [0, Math.SQRT1_2, Math.SQRT1_2], 8);
  // The sun is in the south at 45°: the shadow lies north of the wall, as long as it is high.
  expect([29, 30.5].map((z) => shadows.lightAt(48, 0.02, z))).toEqual([0, 0]);
  expect([27, 33, 36].map((z) => shadows.lightAt(48, 0.02, z))).toEqual([1, 1, 1]);
  expect(shadows.lightAt(48, 3.5, 30.5)).toBe(1);
  const sky = createSkyLight(wall);
  const [near, further, above] = [sky.at(48, 0, 31), sky.at(48, 0, 20), sky.at(48, 8, 31)];
  expect(near).toBeLessThan(0.75);
  expect(further).toBeGreaterThan(0.9);
  expect(above).toBeGreaterThan(0.95);
});

test('lit pictures show what the flat ones do', { timeout: 60_000 }, () => {
  const [flat, lit] = [
    new Uint8Array(frameWidth * frameHeight),
    new Uint8Array(3 * width * litScale * frameHeight),
  ];
  const { state } = createCircuitAt(5, 16);
  createPainter().draw(state, flat);
  const painter = createLitPainter();
  painter.draw(createCircuitAt(2, 16).state, lit);
  const before = lit.slice();
  painter.draw(state, lit);
  expect(lit).not.toEqual(before);
  /** Mean RGB of what has a colour of the palette. */
  const mean = (name: ColorName): number[] => {
    const sums = [0, 0, 0, 0];
    for (const [i, number] of flat.entries()) {
      if (number !== numberOf(name)) continue;
      const [x, y] = [i % frameWidth, Math.floor(i / frameWidth)];
      const at = 3 * ((litScale * y + 1) * width + litScale * x + 1);
      for (let c = 0; c < 3; c++) sums[c]! += lit[at + c]!;
      sums[3]!++;
    }
    expect(sums[3], name).toBeGreaterThan(0);
    return sums.slice(0, 3).map((sum) => sum / sums[3]!);
  };
  const [sky, hood, asphalt] = [mean('sky'), mean('hood'), mean('asphalt')];
  expect(sky[2]! - sky[0]!).toBeGreaterThan(40);
  expect(hood[0]! - hood[1]!).toBeGreaterThan(60);
  expect(Math.max(...asphalt) - Math.min(...asphalt)).toBeLessThan(40);
});

test('another layout is another town on the same road', { timeout: 60_000 }, () => {
  const painters = [41, 7, 8].map((layout) => createPainter(layout));
  const pictures = painters.map((painter) =>
    Array.from({ length: 16 }, (_, start) => {
      const picture = new Uint8Array(frameWidth * frameHeight);
      painter.draw(createCircuitAt(start, 16).state, picture);
      return picture;
    }),
  );
  const differing = (a: number, b: number): number => {
    let count = 0;
    for (const [start, picture] of pictures[a]!.entries())
      for (const [i, number] of picture.entries()) if (pictures[b]![start]![i] !== number) count++;
    return count / (16 * frameWidth * frameHeight);
  };
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    expect(differing(a, b)).toBeGreaterThan(0.1);
    expect(differing(a, b)).toBeLessThan(0.6);
  }
});
