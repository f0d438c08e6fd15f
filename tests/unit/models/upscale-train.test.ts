// What models/upscale ships is what packages/nn and the upscaler can run, at the cost that the card states.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseArchitecture, parseModelConfig, parseSafetensors, toFloat32 } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { mapShape, sizeOf } from '../../../packages/nn/src/network/shape.ts';
import { planNetwork } from '../../../packages/nn/src/network/plan.ts';

const root = join(import.meta.dirname, '../../../models/upscale');
const limits = { standard: 1.4e9, lite: 0.4e9 } as const;
const tiers = (['standard', 'lite'] as const).filter((tier) => existsSync(join(root, tier, 'model.json')));

test('there is a standard model', () => {
  expect(tiers).toContain('standard');
});

test.each(tiers)('%s: files fit each other, the upscaler and its budget', (tier) => {
  const config = parseModelConfig(readFileSync(join(root, tier, 'model.json')));
  expect(config).toMatchObject({ name: `upscale-${tier}`, task: 'upscale' });
  const bytes = readFileSync(join(root, tier, config.weights.file));
  expect(bytes.length).toBe(config.weights.bytes);
  expect(bytes.length).toBeLessThanOrEqual(200_000);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(config.weights.sha256);

  const { tensors } = parseSafetensors(bytes);
  const plan = planNetwork(tier, parseArchitecture(config.architecture), tensors);
  expect([...plan.inputs.values()]).toEqual([mapShape(16)]);
  expect([...plan.outputs.values()]).toEqual([mapShape(32, 1)]);
  for (const tensor of tensors.values()) {
    expect(tensor.dtype).toBe('F16');
    expect(toFloat32(tensor).every((value) => Number.isFinite(value))).toBe(true);
  }
  // Multiply-adds at 960×540, each level rounded up.
  const macs = plan.layers.reduce((sum, { tensors: own, shape }) => {
    const { width, height } = sizeOf(shape, { width: 960, height: 540 });
    return sum + width * height * own.get('weight')!.shape.reduce((product, size) => product * size, 1);
  }, 0);
  expect(macs).toBe(config.metrics['macs_960x540']);
  expect(macs).toBeLessThanOrEqual(limits[tier]);
});
