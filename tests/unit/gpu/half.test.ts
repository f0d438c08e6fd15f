import { expect, test } from 'vitest';
import { floatToHalf, halfToFloat } from '@frameloom/gpu/files';

test('every half survives the way there and back', () => {
  for (let bits = 0; bits < 65536; bits++) {
    const value = halfToFloat(bits);
    if (Number.isNaN(value)) expect(floatToHalf(value) & 0x7fff).toBe(0x7e00);
    else if (floatToHalf(value) !== bits) throw new Error(`${bits} came back as ${floatToHalf(value)}`);
  }
});

test('rounds to the nearest, ties to even, at every half', () => {
  for (let bits = 0; bits < 0x7bff; bits++) {
    const [low, high] = [halfToFloat(bits), halfToFloat(bits + 1)];
    const even = bits % 2 === 0 ? bits : bits + 1;
    const gap = high - low;
    const found = [low + gap * 0.49, low + gap * 0.5, low + gap * 0.51].map(floatToHalf);
    if (found.join() !== [bits, even, bits + 1].join()) throw new Error(`above ${low}: ${found}`);
  }
});

test('ends and signs', () => {
  expect(halfToFloat(floatToHalf(65519))).toBe(65504);
  expect(halfToFloat(floatToHalf(65520))).toBe(Infinity);
  expect(halfToFloat(floatToHalf(-1e9))).toBe(-Infinity);
  expect(Object.is(halfToFloat(floatToHalf(-1e-12)), -0)).toBe(true);
});
