import { createKernel } from '@frameloom/gpu';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();
const code = `
override step = 1u;
@group(0) @binding(0) var<storage, read_write> values: array<u32>;
@compute @workgroup_size(1) fn main() { values[0] += step; }`;

test('equal code and constants compile once, under way or done; others do not', async () => {
  const make = (label: string, step?: number) =>
    createKernel(fixture.gpu, { label, code, ...(step && { constants: { step } }) });
  const [a, b, other] = await Promise.all([make('a'), make('b'), make('other', 2)]);
  expect(b.pipeline).toBe(a.pipeline);
  expect(other.pipeline).not.toBe(a.pipeline);
  expect((await make('later')).pipeline).toBe(a.pipeline);
});

test('a compilation that failed is tried again, and names its own caller', async () => {
  const wrong = code.replace('step;', 'stop;');
  for (const label of ['first', 'second']) {
    await expect(createKernel(fixture.gpu, { label, code: wrong })).rejects.toThrow(label);
  }
});
