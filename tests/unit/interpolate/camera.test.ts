import { describe, expect, test } from 'vitest';
import { fromTo, readCamera } from '../../../packages/interpolate/src/camera.ts';
import { invert, multiply } from '../../../packages/interpolate/src/matrix.ts';
import { project } from '../../../packages/interpolate/src/lib/project.reference.ts';

const view = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, -2, 0, 1, 1];
const [near, far] = [0.5, 40];

/** Projections by kind; depth of a point at `z` in front. */
const cameras = {
  normal: [1.2, 0, 0, 0, 0, 1.6, 0, 0, 0, 0, far / (near - far), -1, 0, 0, (near * far) / (near - far), 0],
  reversed: [1.2, 0, 0, 0, 0, 1.6, 0, 0, 0, 0, near / (far - near), -1, 0, 0, (near * far) / (far - near), 0],
  infinite: [1.2, 0, 0, 0, 0, 1.6, 0, 0, 0, 0, 0, -1, 0, 0, near, 0],
};

test('a matrix times its inverse is the identity', () => {
  const product = multiply(invert(cameras.normal)!, cameras.normal);
  product.forEach((value, i) => expect(value).toBeCloseTo(i % 5 === 0 ? 1 : 0, 10));
  expect(invert(Array.from({ length: 16 }, () => 1))).toBeUndefined();
});

describe.each(Object.entries(cameras))('%s depth', (_, projection) => {
  const facts = readCamera('test', 'camera', { projection, view });

  test.each([near, 3, 20])('nearness at distance %d is near / distance', (z) => {
    const depth = (projection[10]! * -z + projection[14]!) / z;
    expect(facts.nearness.offset + facts.nearness.slope * depth).toBeCloseTo(near / z, 6);
  });

  test('a point lands where the other camera sees it', () => {
    const moved = readCamera('test', 'camera', { projection, view: view.with(12, -3) });
    const z = 5;
    const depth = (projection[10]! * -z + projection[14]!) / z;
    const seen = project(fromTo(facts, moved), [0.5, 0.5], depth, moved.nearness);
    expect(seen.uv[0]).toBeCloseTo(0.5 - (1.2 / z) * 0.5, 6);
    expect(seen.nearness).toBeCloseTo(near / z, 6);
  });
});

test('an orthographic camera is one', () => {
  const projection = [0.1, 0, 0, 0, 0, 0.1, 0, 0, 0, 0, -1 / 39.5, 0, 0, 0, -near / 39.5, 1];
  const facts = readCamera('test', 'camera', { projection, view });
  expect([facts.orthographic, facts.nearness]).toEqual([true, { offset: 1, slope: -1 }]);
});
