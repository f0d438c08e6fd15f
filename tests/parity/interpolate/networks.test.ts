// The networks of models/interpolate in WGSL, against what PyTorch made of the same weights and features. See record.py.
import type { Precision } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { compareWithRecorded } from '../compare.ts';

const fixture = useGpu();
const cases: [string, Precision][] = [
  ['standard', 'f32'],
  ['standard', 'mixed'],
  ['video', 'mixed'],
  ['video-lite', 'mixed'],
];

test.each(cases)('%s in %s', { timeout: 120_000 }, async (name, precision) => {
  const model = new URL(`../../../models/interpolate/${name}/`, import.meta.url);
  const recording = new URL(`${name}.safetensors`, import.meta.url);
  const found = await compareWithRecorded(fixture.gpu, model, recording, precision);
  expect(found.psnr).toBeGreaterThan(precision === 'f32' ? 90 : 45);
});
