import { expect, test } from 'vitest';
import { looksOf, pictureOptionsOf } from '../../../packages/video/src/looks.ts';

test('what is not said is filled in, and colour is a switch or a strength', () => {
  expect(looksOf('test', {})).toEqual({ sharpness: undefined, restoration: 'auto', colourise: 0 });
  expect(looksOf('test', { sharpness: 0, restoration: 0, colourise: true })).toEqual({
    sharpness: 0,
    restoration: 0,
    colourise: 1,
  });
  expect(looksOf('test', { colourise: 0.4 }).colourise).toBe(0.4);
  expect(looksOf('test', { restoration: 'auto' }).restoration).toBe('auto');
  expect(pictureOptionsOf({ restoration: 'auto' })).toEqual({ restoration: 'auto' });
  expect(pictureOptionsOf({ restoration: 0, sharpness: undefined })).toEqual({ restoration: 0 });
});

test.each([
  [{ sharpness: 2 }, /sharpness must be a number from 0 to 1, got 2/],
  [{ restoration: -0.1 }, /restoration must be 'auto' or a number from 0 to 1, got -0.1/],
  [
    { restoration: '0.5' as unknown as number },
    /test: restoration must be 'auto' or a number from 0 to 1, got 0.5/,
  ],
  [{ colourise: Number.NaN }, /colourise must be a number from 0 to 1, got NaN/],
])('%j is refused in words', (options, message) => {
  expect(() => looksOf('test', options)).toThrow(message);
});
