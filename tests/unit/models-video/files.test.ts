// What models/video ships is what packages/video can run, at the cost that each size may have.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseArchitecture, parseModelConfig, parseSafetensors, toFloat32 } from '@frameloom/nn';
import { describe, expect, test } from 'vitest';
import { levelOf, mapShape } from '../../../packages/nn/src/network/shape.ts';
import { planNetwork } from '../../../packages/nn/src/network/plan.ts';

const root = join(import.meta.dirname, '../../../models/video');
// Of the colour network per pixel of a small frame, which it sees in place of the film's.
const limits = { small: 4000, medium: 12_000, large: 40_000, colour: 16_000, degradation: 400 } as const;
type Tier = keyof typeof limits;
const tiers = (Object.keys(limits) as Tier[]).filter((tier) => existsSync(join(root, tier, 'model.json')));
const tasks: Partial<Record<Tier, string>> = { colour: 'video-colour', degradation: 'video-degradation' };

test('there is a small network', () => {
  expect(tiers).toContain('small');
});

describe.each(tiers)('%s', (tier) => {
  const config = parseModelConfig(readFileSync(join(root, tier, 'model.json')));
  const bytes = readFileSync(join(root, tier, config.weights.file));
  const { tensors } = parseSafetensors(bytes);

  test('its files fit each other', () => {
    expect(config).toMatchObject({ name: `video-${tier}`, task: tasks[tier] ?? 'video-2x' });
    expect(bytes.length).toBe(config.weights.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(config.weights.sha256);
    for (const tensor of tensors.values()) {
      expect(tensor.dtype).toBe('F16');
      expect(toFloat32(tensor).every((value) => Number.isFinite(value))).toBe(true);
    }
  });

  test('it reads a frame, says four numbers per place, and costs what it may', () => {
    const plan = planNetwork(tier, parseArchitecture(config.architecture), tensors);
    expect([...plan.inputs]).toEqual([['frame', mapShape(4)]]);
    expect([...plan.outputs]).toEqual([['head', mapShape(4, tier === 'degradation' ? 3 : 0)]]);
    const macs = plan.layers.reduce((sum, { tensors: own, shape }) => {
      const weights = own.get('weight')!.shape.reduce((product, size) => product * size, 1);
      return sum + weights / 4 ** levelOf(shape);
    }, 0);
    expect(Math.round(macs)).toBe(config.metrics['macs_per_pixel']);
    expect(macs).toBeLessThanOrEqual(limits[tier]);
  });

  test('it was better than nothing on what it was steered by, clean and compressed', () => {
    if (tier === 'colour') {
      type Numbers = Record<'grey' | 'learned', { psnr: number }>;
      const { grey, learned } = config.metrics['validation'] as Numbers;
      return expect(learned.psnr).toBeGreaterThan(grey.psnr);
    }
    if (tier === 'degradation') {
      // What small reaches when it is told 0.5, and when it is told what this one sees.
      type Numbers = Record<'told 0.5' | 'learned', Record<'clean' | 'mild' | 'harsh', number>>;
      const { 'told 0.5': told, learned } = config.metrics['validation'] as Numbers;
      const gains = (['clean', 'mild', 'harsh'] as const).map((kind) => learned[kind] - told[kind]);
      expect(Math.min(...gains)).toBeGreaterThan(-0.1);
      return expect(gains.reduce((sum, gain) => sum + gain)).toBeGreaterThan(0.2);
    }
    type Numbers = Record<'bicubic' | 'learned', Record<'clean' | 'mild' | 'harsh', number>>;
    const { bicubic, learned } = config.metrics['validation'] as Numbers;
    for (const kind of ['clean', 'mild', 'harsh'] as const)
      expect(learned[kind]).toBeGreaterThan(bicubic[kind]);
  });
});
