// The networks of models/video in WGSL, against what PyTorch made of the same weights and picture. See record.py.
import { existsSync } from 'node:fs';
import type { Precision } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { compareWithRecorded } from '../compare.ts';

const fixture = useGpu();
const models = new URL('../../../models/video/', import.meta.url);
const tiers = ['small', 'medium', 'large', 'colour'].filter((tier) =>
  existsSync(new URL(`${tier}/model.json`, models)),
);
const cases = tiers.flatMap((tier) =>
  (['f32', 'mixed', 'f16'] as const).map((precision): [string, Precision] => [tier, precision]),
);

// Software drivers take seconds to compile a layer in f16.
const timeout = 240_000;

test.each(cases)('%s in %s', { timeout }, async (tier, precision) => {
  const { gpu, device } = fixture;
  if (precision === 'f16' && !device.features.has('shader-f16')) return;
  const recording = new URL(`${tier}.safetensors`, import.meta.url);
  const found = await compareWithRecorded(gpu, new URL(`${tier}/`, models), recording, precision);
  if (precision === 'f32') expect(found.relative).toBeLessThan(1e-4);
  // The output is added to 8-bit colour: less than half of a step everywhere, far less on average.
  expect(found.worst * 255).toBeLessThan(0.5);
  expect(found.mean * 255).toBeLessThan(0.05);
});
