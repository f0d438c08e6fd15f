// What models/interpolate ships is what packages/nn and the interpolator can run, at the cost that the card states.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArchitecture, parseModelConfig, parseSafetensors } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { planNetwork } from '../../../packages/nn/src/network/plan.ts';
import { mapShape, sizeOf } from '../../../packages/nn/src/network/shape.ts';

const folder = join(import.meta.dirname, '../../../models/interpolate/standard');

test('files fit each other, the interpolator and 0.3 GMAC at 1920×1080', () => {
  const config = parseModelConfig(readFileSync(join(folder, 'model.json')));
  expect(config).toMatchObject({ name: 'interpolate-standard', task: 'interpolate' });
  const bytes = readFileSync(join(folder, config.weights.file));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(config.weights.sha256);
  const { tensors } = parseSafetensors(bytes);
  const plan = planNetwork('standard', parseArchitecture(config.architecture), tensors);
  expect([...plan.inputs.values()]).toEqual([mapShape(20)]);
  expect([...plan.outputs.values()]).toEqual([mapShape(64, 1)]);
  const macs = plan.layers.reduce((sum, { tensors: own, shape }) => {
    const { width, height } = sizeOf(shape, { width: 480, height: 270 });
    return sum + width * height * own.get('weight')!.shape.reduce((product, size) => product * size, 1);
  }, 0);
  expect(macs).toBe(config.metrics['macs_1920x1080']);
  expect(macs).toBeLessThanOrEqual(0.3e9);
});
