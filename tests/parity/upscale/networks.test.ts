// The networks of models/upscale in WGSL, against what PyTorch made of the same weights and features. See record.py.
import type { Precision } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { compareWithRecorded } from '../compare.ts';

const fixture = useGpu();
const models = new URL('../../../models/upscale/', import.meta.url);
const cases = ['standard', 'lite'].flatMap((tier) =>
  (['f32', 'mixed', 'f16'] as const).map((precision): [string, Precision] => [tier, precision]),
);

// Software drivers take seconds to compile a layer in f16.
const timeout = 240_000;

test.each(cases)('%s in %s', { timeout }, async (tier, precision) => {
  const { gpu, device } = fixture;
  if (precision === 'f16' && !device.features.has('shader-f16')) return;
  const recording = new URL(`${tier}.safetensors`, import.meta.url);
  const found = await compareWithRecorded(gpu, new URL(`${tier}/`, models), recording, precision);
  if (precision === 'f32') expect(found.relative).toBeLessThan(1e-3);
  // Its answers are numbers from 0 to 1.
  expect(found.psnr).toBeGreaterThan(precision === 'f32' ? 90 : 45);
});
