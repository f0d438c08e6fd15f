import { expect, test } from 'vitest';
import { paintedRect } from '../../../packages/video/src/overlay/fit.ts';
import { createProgress } from '../../../packages/video/src/convert/progress.ts';
import { createTimingWindow } from '../../../packages/video/src/live/window.ts';

const box = { width: 200, height: 100 };
const wide = { width: 400, height: 100 };
const small = { width: 40, height: 20 };

test.each([
  ['contain', wide, '50% 50%', { x: 0, y: 25, width: 200, height: 50 }],
  ['cover', wide, '50% 50%', { x: -100, y: 0, width: 400, height: 100 }],
  ['cover', wide, '0% 0%', { x: 0, y: 0, width: 400, height: 100 }],
  ['fill', wide, '50% 50%', { x: 0, y: 0, width: 200, height: 100 }],
  ['none', small, '10px 100%', { x: 10, y: 80, width: 40, height: 20 }],
  ['none', small, 'calc(100% - 20px) 0px', { x: 140, y: 0, width: 40, height: 20 }],
  ['scale-down', small, '50% 50%', { x: 80, y: 40, width: 40, height: 20 }],
  ['scale-down', wide, '50% 50%', { x: 0, y: 25, width: 200, height: 50 }],
])('object-fit %s paints where browsers do', (fit, source, position, wanted) => {
  expect(paintedRect(box, source, { fit, position, pixelRatio: 1 })).toEqual(wanted);
});

test('the size of a picture is rounded to device pixels, its place is not', () => {
  const rect = paintedRect({ width: 50, height: 40 }, wide, {
    fit: 'contain',
    position: '50%',
    pixelRatio: 2,
  });
  expect(rect).toEqual({ x: 0, y: 13.75, width: 50, height: 12.5 });
  const third = { width: 300, height: 100 };
  expect(
    paintedRect({ width: 50, height: 40 }, third, { fit: 'contain', position: '0 0', pixelRatio: 1 }).height,
  ).toBe(17);
});

test('progress tells the time left by the pace so far', () => {
  const progress = createProgress(1000);
  expect(progress(0.1, 3, 1500)).toEqual({ done: 0.1, frames: 3, secondsLeft: undefined });
  expect(progress(0.25, 30, 11_000)).toEqual({ done: 0.25, frames: 30, secondsLeft: 30 });
  expect(progress(1, 120, 41_000).secondsLeft).toBe(0);
});

test('timing looks at the latest frames only', () => {
  const timing = createTimingWindow();
  expect(timing.read()).toEqual({ last: 0, p50: 0, p95: 0 });
  for (let i = 0; i < 200; i++) timing.add(i < 80 ? 1000 : 10);
  timing.add(50);
  expect(timing.read()).toEqual({ last: 50, p50: 10, p95: 10 });
});
