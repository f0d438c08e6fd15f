// Weights between two ends: the same as a network whose weights lie there.
import { createPool, FrameloomError, type ResourcePool } from '@frameloom/gpu';
import {
  createFeatureMap,
  createNetwork,
  createTensor,
  toFloat32,
  type Network,
  type NetworkArchitecture,
  type Precision,
  type Tensor,
} from '@frameloom/nn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { createRandom, download, psnr, randomPlanes, randomWeight, relativeError, upload } from './maps.ts';

const fixture = useGpu();
const random = createRandom(8);
const architecture: NetworkArchitecture = {
  inputs: [{ name: 'in', channels: 4 }],
  layers: [
    { name: 'down', op: 'conv2d', input: ['in'], kernel: 3, channels: 9, stride: 2, activation: 'relu' },
    { name: 'dense', op: 'conv2d', input: ['down'], kernel: 1, channels: 8 },
    { name: 'up', op: 'conv2d', input: ['dense', 'in'], kernel: 3, channels: 5, upsample: true },
  ],
  outputs: ['up'],
};
const shapes: Readonly<Record<string, readonly number[]>> = {
  'down.weight': [9, 4, 3, 3],
  'down.bias': [9],
  'dense.weight': [8, 9, 1, 1],
  'up.weight': [5, 12, 3, 3],
  'up.bias': [5],
};
const size = { width: 13, height: 7 };

const draw = (end: string): [string, Tensor][] =>
  Object.entries(shapes).map(([name, shape]) => [name + end, randomWeight(random, shape)]);
const ends = new Map([...draw(''), ...draw('.end')]);
const between = (share: number): Map<string, Tensor> =>
  new Map(
    Object.keys(shapes).map((name) => {
      const [a, b] = [toFloat32(ends.get(name)!), toFloat32(ends.get(`${name}.end`)!)];
      return [
        name,
        createTensor(
          shapes[name]!,
          a.map((value, i) => value + share * (b[i]! - value)),
        ),
      ];
    }),
  );

let pool: ResourcePool;
beforeAll(() => {
  pool = createPool(fixture.gpu, 'test');
});
afterAll(() => pool.dispose());

function amount(value: number): GPUBuffer {
  const buffer = pool.buffer({ label: 'amount', size: 4, usage: 0x80 | 0x08 });
  fixture.device.queue.writeBuffer(buffer, 0, new Float32Array([value]));
  return buffer;
}

const planes = randomPlanes(random, 4, size.width, size.height);

async function run(network: Network, share?: number) {
  const { device } = fixture;
  const input = upload(device, pool, planes, network.format);
  const output = createFeatureMap(pool, { label: 'out', ...size, channels: 5, format: network.format });
  const encoder = device.createCommandEncoder();
  if (share !== undefined) network.blend(encoder, amount(share));
  network.record(encoder, { in: input }, { up: output }, size);
  device.queue.submit([encoder.finish()]);
  return download(device, output, size.width, size.height);
}

test.each(['f32', 'mixed', 'f16'] as const)('in %s, back and forth', async (precision: Precision) => {
  if (precision === 'f16' && !fixture.device.features.has('shader-f16')) return;
  const make = (tensors: Map<string, Tensor>) =>
    createNetwork(fixture.gpu, architecture, tensors, { maxSize: size, precision, label: 'ends' });
  const blended = await make(ends);
  expect(blended.blends).toBe(true);
  for (const share of [undefined, 1, 0.3, 0]) {
    const fixed = await make(between(share ?? 0));
    expect(fixed.blends).toBe(false);
    const [got, expected] = [await run(blended, share), await run(fixed)];
    if (precision === 'f32') expect(relativeError(got, expected)).toBeLessThan(1e-5);
    else expect(psnr(got, expected)).toBeGreaterThan(50);
    expect(blended.bytes).toBeGreaterThan(2 * fixed.bytes - size.width * size.height * 64);
    fixed.dispose();
  }
  blended.dispose();
  expect(fixture.gpu.memory.byOwner()).not.toHaveProperty('ends');
});

test('what has one end, or lacks a part of the other', async () => {
  const make = (tensors: Map<string, Tensor>) =>
    createNetwork(fixture.gpu, architecture, tensors, { maxSize: size, label: 'ends' });
  const single = await make(between(0));
  const encoder = fixture.device.createCommandEncoder();
  expect(() => single.blend(encoder, amount(0))).toThrow(/ends: its weights have one end/);
  single.dispose();
  for (const [missing, message] of [
    ['down.bias.end', /layer "down" has one of weight and bias at a second end/],
    ['down.weight.end', /layer "down" has one of weight and bias at a second end/],
    ['dense.weight.end', /the layer "dense" has no second end/],
  ] as const) {
    const tensors = new Map([...ends].filter(([name]) => name !== missing));
    await expect(make(tensors)).rejects.toThrow(message);
    await expect(make(tensors)).rejects.toBeInstanceOf(FrameloomError);
  }
});
