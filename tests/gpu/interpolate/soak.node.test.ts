// A short form of tests/soak/interpolate, which reads Node's heap.
import { expect, test } from 'vitest';
import { soakInterpolator } from '../../soak/interpolate/soak.ts';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();

test('memory stays as it is over resets, sizes and debug views', async () => {
  const { gpuBytes } = await soakInterpolator(fixture.gpu, 900, 'none');
  expect(gpuBytes[1]).toBe(gpuBytes[0]);
});
