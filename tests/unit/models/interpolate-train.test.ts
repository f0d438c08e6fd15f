// What models/interpolate ships is what packages/nn and the interpolators can run, at the cost that the card states.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArchitecture, parseModelConfig, parseSafetensors } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { planNetwork } from '../../../packages/nn/src/network/plan.ts';
import { mapShape, sizeOf, type EdgeShape } from '../../../packages/nn/src/network/shape.ts';

type Shipped = {
  inputs: EdgeShape[];
  outputs: EdgeShape[];
  metrics: Readonly<Record<string, unknown>>;
  macs: number;
};

/** Maps of a shipped network, the costs that its card states, and its multiply-adds at a size of what it sees. */
function shipped(name: string, size: { width: number; height: number }): Shipped {
  const folder = join(import.meta.dirname, '../../../models/interpolate', name);
  const config = parseModelConfig(readFileSync(join(folder, 'model.json')));
  expect(config).toMatchObject({ name: `interpolate-${name}`, task: 'interpolate' });
  const bytes = readFileSync(join(folder, config.weights.file));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(config.weights.sha256);
  const plan = planNetwork(name, parseArchitecture(config.architecture), parseSafetensors(bytes).tensors);
  const macs = plan.layers.reduce((sum, { tensors: own, shape }) => {
    const { width, height } = sizeOf(shape, size);
    return sum + width * height * own.get('weight')!.shape.reduce((product, side) => product * side, 1);
  }, 0);
  return {
    inputs: [...plan.inputs.values()],
    outputs: [...plan.outputs.values()],
    metrics: config.metrics,
    macs,
  };
}

test('files fit each other, the interpolator and 0.3 GMAC at 1920×1080', () => {
  const { inputs, outputs, metrics, macs } = shipped('standard', { width: 480, height: 270 });
  expect(inputs).toEqual([mapShape(20)]);
  expect(outputs).toEqual([mapShape(64, 1)]);
  expect(macs).toBe(metrics['macs_1920x1080']);
  expect(macs).toBeLessThanOrEqual(0.3e9);
});

test.each([
  ['video', 6000],
  ['video-lite', 1500],
])('%s fits the video interpolator and %d multiply-adds per pixel of half the size', (name, most) => {
  const size = { width: 960, height: 540 };
  const { inputs, outputs, metrics, macs } = shipped(name, size);
  expect(inputs).toEqual([mapShape(36)]);
  expect(outputs).toEqual([mapShape(32, 1)]);
  expect(macs / size.width / size.height).toBeCloseTo(
    metrics['macs_per_pixel_of_half_the_size'] as number,
    -1,
  );
  expect(macs / size.width / size.height).toBeLessThanOrEqual(most);
});
