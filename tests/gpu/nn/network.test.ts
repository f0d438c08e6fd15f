// Networks: against the reference layer by layer, at several sizes in one buffer, and what they refuse.
import { borrowGpu, createPassTimer, createPool, FrameloomError, type ResourcePool } from '@frameloom/gpu';
import {
  createFeatureMap,
  createNetwork,
  createTensor,
  toFloat32,
  type FeatureMap,
  type Network,
  type NetworkArchitecture,
  type Tensor,
} from '@frameloom/nn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conv2dReference, type Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { requestAdapter, requestFullDevice, useGpu } from '../../support/gpu-test.ts';
import { createRandom, download, randomPlanes, randomWeight, relativeError, upload } from './maps.ts';

const fixture = useGpu();
const random = createRandom(21);
const architecture: NetworkArchitecture = {
  inputs: [{ name: 'in', channels: 6 }],
  layers: [
    { name: 'enter', op: 'conv2d', input: ['in'], kernel: 1, channels: 8, activation: 'relu' },
    { name: 'down', op: 'conv2d', input: ['enter'], kernel: 3, channels: 12, stride: 2, activation: 'relu' },
    { name: 'up', op: 'conv2d', input: ['down', 'enter'], kernel: 1, channels: 5, upsample: true },
  ],
  outputs: ['up'],
};
const tensors = new Map<string, Tensor>([
  ['enter.weight', randomWeight(random, [8, 6, 1, 1])],
  ['enter.bias', randomWeight(random, [8])],
  ['down.weight', randomWeight(random, [12, 8, 3, 3])],
  ['up.weight', randomWeight(random, [5, 20, 1, 1])],
]);
const maxSize = { width: 24, height: 14 };

let pool: ResourcePool;
let network: Network;
beforeAll(async () => {
  pool = createPool(fixture.gpu, 'test');
  network = await createNetwork(fixture.gpu, architecture, tensors, {
    maxSize,
    precision: 'f32',
    label: 'net',
  });
});
afterAll(() => {
  network.dispose();
  pool.dispose();
});

function reference(input: Planes): Planes {
  const { width, height } = input;
  const weight = (name: string) => {
    const tensor = tensors.get(`${name}.weight`)!;
    return { shape: tensor.shape, data: toFloat32(tensor) };
  };
  const bias = toFloat32(tensors.get('enter.bias')!);
  const size = { width, height };
  const enter = conv2dReference({ weight: weight('enter'), bias, activation: 'relu' }, { input }, size);
  const down = conv2dReference(
    { weight: weight('down'), stride: 2, activation: 'relu' },
    { input: enter },
    size,
  );
  return conv2dReference({ weight: weight('up'), upsample: true }, { input: down, skip: enter }, size);
}

test('computes frames of several sizes in one submit', async () => {
  const { device } = fixture;
  const encoder = device.createCommandEncoder();
  const frames = [maxSize, { width: 17, height: 9 }, { width: 1, height: 1 }, maxSize].map((size) => {
    const planes = randomPlanes(random, 6, size.width, size.height);
    const output = createFeatureMap(pool, { label: 'out', ...size, channels: 5, format: 'f32' });
    network.record(encoder, { in: upload(device, pool, planes, 'f32') }, { up: output }, size);
    return { planes, output, size };
  });
  device.queue.submit([encoder.finish()]);
  for (const { planes, output, size } of frames) {
    const got = await download(device, output, size.width, size.height);
    expect(relativeError(got, reference(planes))).toBeLessThan(1e-5);
  }
});

test('serves a size that changes all the time', async () => {
  const { device } = fixture;
  const planes = randomPlanes(random, 6, 24, 14);
  const input = upload(device, pool, planes, 'f32');
  const output = createFeatureMap(pool, { label: 'out', ...maxSize, channels: 5, format: 'f32' });
  for (let i = 0; i < 80; i++) {
    const size = { width: 1 + (i % 24), height: 1 + (i % 13) };
    const encoder = device.createCommandEncoder();
    network.record(encoder, { in: input }, { up: output }, i === 79 ? maxSize : size);
    device.queue.submit([encoder.finish()]);
  }
  expect(relativeError(await download(device, output, 24, 14), reference(planes))).toBeLessThan(1e-5);
});

test('says what it costs', () => {
  expect(network.macs(24, 14)).toBe(24 * 14 * (8 * 6 + 5 * 20) + 12 * 7 * 12 * 8 * 9);
  const costs = network.costs(24, 14);
  expect(costs.map(({ name }) => name)).toEqual(['enter', 'down', 'up']);
  // Two blocks in and two out, and the weights: one block of outputs by two of inputs, padded, twice.
  expect(costs[0]!.bytes).toBe(24 * 14 * 16 * 4 + 2 * 2 * 64 + 8 * 4);
  const weights = 2 * 2 * 64 + 32 + (3 * 2 * 9 * 64 + 48) + (2 * 5 * 64 + 32);
  // Beside them 32 bytes for every size that was recorded.
  const sizes = network.bytes - (weights + 24 * 14 * 2 * 16 + 12 * 7 * 3 * 16);
  expect(sizes % 32).toBe(0);
  expect(sizes / 32).toBeGreaterThan(0);
  expect(fixture.gpu.memory.byOwner()['net']).toBe(network.bytes);
});

test.each([false, true])('times itself as one pass, or each layer: %s', async (detail) => {
  const { device, gpu } = fixture;
  const timer = createPassTimer(gpu, { detail });
  const encoder = device.createCommandEncoder();
  const input = upload(device, pool, randomPlanes(random, 6, 24, 14), 'f32');
  const output = createFeatureMap(pool, { label: 'out', ...maxSize, channels: 5, format: 'f32' });
  network.record(encoder, { in: input }, { up: output }, maxSize, timer);
  timer.resolve(encoder);
  device.queue.submit([encoder.finish()]);
  await timer.collect();
  if (timer.supported) {
    const labels = detail ? ['net/enter', 'net/down', 'net/up'] : ['net'];
    expect(Object.keys(timer.results())).toEqual(labels);
  }
  timer.dispose();
});

test('refuses wrong maps and sizes with one clear error, and records nothing', async () => {
  const { device } = fixture;
  const map = (channels: number, format: 'f16' | 'f32' = 'f32', size = maxSize): FeatureMap =>
    createFeatureMap(pool, { label: 'map', ...size, channels, format });
  const [input, output] = [map(6), map(5)];
  const foreign = borrowGpu(await requestFullDevice(await requestAdapter()));
  const elsewhere = createFeatureMap(createPool(foreign, 'far'), {
    label: 'map',
    ...maxSize,
    channels: 6,
    format: 'f32',
  });
  const freed = map(6);
  pool.free(freed.buffer);
  const cases: [Record<string, FeatureMap>, Record<string, FeatureMap>, object, string, RegExp][] = [
    [
      {},
      { up: output },
      maxSize,
      'invalid-argument',
      /net: input "in" must be a feature map of 6 channels, got undefined/,
    ],
    [{ in: input }, {}, maxSize, 'invalid-argument', /net: output "up" must be a feature map of 5/],
    [{ in: map(7) }, { up: output }, maxSize, 'invalid-argument', /input "in" must have 6 channels, got 7/],
    [{ in: map(6, 'f16') }, { up: output }, maxSize, 'invalid-argument', /input "in" must be f32, got "f16"/],
    [
      { in: map(6, 'f32', { width: 3, height: 3 }) },
      { up: output },
      maxSize,
      'invalid-size',
      /too small for 24×14/,
    ],
    [
      { in: input },
      { up: map(5, 'f32', { width: 9, height: 9 }) },
      maxSize,
      'invalid-size',
      /output "up" is too small/,
    ],
    [{ in: input }, { up: output }, { width: 25, height: 14 }, 'invalid-size', /25×14 exceeds maxSize 24×14/],
    [
      { in: input },
      { up: output },
      { width: 0, height: 14 },
      'invalid-size',
      /from 1 to 65536, got 0 and 14/,
    ],
    [{ in: input }, { up: output }, { width: 2.5, height: 14 }, 'invalid-size', /got 2.5 and 14/],
    [{ in: {} as FeatureMap }, { up: output }, maxSize, 'invalid-argument', /must be a feature map/],
    [{ in: freed }, { up: output }, maxSize, 'disposed', /was freed/],
    [{ in: elsewhere }, { up: output }, maxSize, 'wrong-device', /was made on another device/],
  ];
  for (const [inputs, outputs, size, code, message] of cases) {
    const encoder = device.createCommandEncoder();
    let error: unknown;
    try {
      network.record(encoder, inputs, outputs, size as typeof maxSize);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(FrameloomError);
    expect((error as FrameloomError).message).toMatch(message);
    expect((error as FrameloomError).code).toBe(code);
    // What was recorded before stays valid.
    device.queue.submit([encoder.finish()]);
  }
  foreign.device.destroy();
});

test('refuses bad options and files before it takes memory', async () => {
  const { gpu } = fixture;
  const before = gpu.memory.bytes;
  const broken = new Map(tensors).set(
    'down.weight',
    createTensor([12, 8, 3, 3], new Float32Array(864).fill(Number.NaN)),
  );
  const attempts = [
    () => createNetwork(gpu, architecture, new Map(), { maxSize }),
    () => createNetwork(gpu, {}, tensors, { maxSize }),
    () => createNetwork(gpu, architecture, broken, { maxSize }),
    () => createNetwork(gpu, architecture, tensors, { maxSize: { width: -1, height: 4 } }),
    () => createNetwork(gpu, architecture, tensors, { maxSize, precision: 'f8' as 'f16' }),
  ];
  const codes = [];
  for (const attempt of attempts) {
    const error: unknown = await attempt().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FrameloomError);
    codes.push((error as FrameloomError).code);
  }
  expect(codes).toEqual([
    'load-failed',
    'load-failed',
    'invalid-argument',
    'invalid-size',
    'invalid-argument',
  ]);
  expect(gpu.memory.bytes).toBe(before);
});

test('gives everything back', async () => {
  const { gpu } = fixture;
  const before = gpu.memory.bytes;
  const other = await createNetwork(gpu, architecture, tensors, {
    maxSize,
    precision: 'mixed',
    label: 'other',
  });
  other.resize({ width: 48, height: 28 });
  expect(gpu.memory.bytes).toBeGreaterThan(before);
  other.dispose();
  expect(gpu.memory.bytes).toBe(before);
});
