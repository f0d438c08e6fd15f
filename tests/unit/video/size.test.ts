import { scaledSize } from '@frameloom/video';
import { expect, test } from 'vitest';
import { requireScale } from '../../../packages/video/src/size.ts';
import { resampleTable } from '../../../packages/video/src/passes/resample/resample-table.ts';

test('enlarges to whole pixels and stops at what a texture holds', () => {
  expect(scaledSize({ width: 641, height: 359 }, 1.5)).toEqual({ width: 962, height: 539 });
  expect(scaledSize({ width: 3840, height: 2160 }, 4)).toEqual({ width: 8192, height: 4608 });
  expect(scaledSize({ width: 1, height: 1 }, 1.1)).toEqual({ width: 1, height: 1 });
});

test('takes factors from 1.1 to 4 and the word fit', () => {
  for (const good of [1.1, 2, 4, 'fit']) expect(() => requireScale('video', good)).not.toThrow();
  for (const bad of [1, 4.5, Number.NaN, '2', undefined])
    expect(() => requireScale('video', bad)).toThrow(/'fit' or a number from 1.1 to 4/);
});

test.each([
  [10, 17],
  [10, 20],
  [64, 23],
  [5, 5],
])('weights from %i to %i texels keep brightness and place', (inputs, outputs) => {
  const { data, taps } = resampleTable(inputs, outputs);
  expect(data.length).toBe(outputs * (taps + 1));
  for (let output = 0; output < outputs; output++) {
    const row = data.subarray(output * (taps + 1), (output + 1) * (taps + 1));
    const sum = row.subarray(1).reduce((total, weight) => total + weight, 0);
    expect(sum).toBeCloseTo(1, 5);
    const mean = row.subarray(1).reduce((total, weight, tap) => total + weight * (row[0]! + tap), 0);
    expect(Math.abs(mean - ((output + 0.5) * (inputs / outputs) - 0.5))).toBeLessThan(
      0.06 * Math.max(1, inputs / outputs),
    );
  }
});
