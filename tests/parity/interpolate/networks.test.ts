// The network of models/interpolate in WGSL, against what PyTorch made of the same weights and features. See record.py.
import type { Precision } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { compareWithRecorded } from '../compare.ts';

const fixture = useGpu();
const model = new URL('../../../models/interpolate/standard/', import.meta.url);

test.each<Precision>(['f32', 'mixed'])('standard in %s', { timeout: 120_000 }, async (precision) => {
  const recording = new URL('standard.safetensors', import.meta.url);
  const found = await compareWithRecorded(fixture.gpu, model, recording, precision);
  expect(found.psnr).toBeGreaterThan(precision === 'f32' ? 90 : 45);
});
