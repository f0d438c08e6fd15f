// openStage: what it loads, refuses, allocates and gives back.
import { createPool, FrameloomError } from '@frameloom/gpu';
import {
  createFeatureMap,
  createTensor,
  toFloat32,
  type FeatureMap,
  type Model,
  type Tensor,
} from '@frameloom/nn';
import { allOrDispose, isModelSource, openStage, type StageContract } from '@frameloom/nn/stage';
import { expect, test } from 'vitest';
import { conv2dReference, type Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { createRandom, download, randomPlanes, randomWeight, relativeError, upload } from './maps.ts';

const fixture = useGpu();
const random = createRandom(5);
const weight = randomWeight(random, [8, 3, 3, 3]);

function makeModel(more: { task?: string; weight?: Tensor; layer?: object } = {}): Model {
  const layer = {
    name: 'head',
    op: 'conv2d',
    input: ['picture'],
    channels: 8,
    kernel: 3,
    stride: 2,
    ...more.layer,
  };
  const architecture = { inputs: [{ name: 'picture', channels: 3 }], layers: [layer], outputs: ['head'] };
  const config = { name: 'small', task: more.task ?? 'test', architecture } as unknown as Model['config'];
  return { config, tensors: new Map([['head.weight', more.weight ?? weight]]) };
}

const contract: StageContract<'frame', 'answer'> = {
  purpose: 'the test',
  advice: 'Give another.',
  task: 'test',
  inputs: { frame: { channels: 3 } },
  outputs: { answer: { channels: 8, level: 1 } },
};
const options = { label: 'stage', precision: 'f32' } as const;

function expected(picture: Planes): Planes {
  const data = { shape: weight.shape, data: toFloat32(weight) };
  return conv2dReference({ weight: data, stride: 2 }, { input: picture }, picture);
}

test('loads, compiles with its parts, and runs at several sizes', async () => {
  const { gpu, device } = fixture;
  const before = gpu.memory.bytes;
  let isDisposed = false;
  const stage = openStage(gpu, async () => makeModel(), contract, {
    ...options,
    parts: ({ format }) => Promise.resolve({ format, dispose: () => (isDisposed = true) }),
  });
  expect(stage.state).toBe('loading');
  expect(stage.ready).toBeUndefined();
  const ready = await stage.whenReady();
  expect(stage.state).toBe('ready');
  expect(ready.parts.format).toBe('f32');
  const first = ready.maps({ width: 12, height: 7 });
  const pool = createPool(gpu, 'test');
  for (const size of [
    { width: 12, height: 7 },
    { width: 5, height: 7 },
    { width: 13, height: 3 },
  ]) {
    const picture = randomPlanes(random, 3, size.width, size.height);
    const { outputs } = ready.maps(size);
    const encoder = device.createCommandEncoder();
    ready.record(encoder, size, { inputs: { frame: upload(device, pool, picture, 'f32') } });
    device.queue.submit([encoder.finish()]);
    const [width, height] = [Math.ceil(size.width / 2), Math.ceil(size.height / 2)];
    expect(
      relativeError(await download(device, outputs.answer, width, height), expected(picture)),
    ).toBeLessThan(1e-5);
    if (size.width <= 12) expect(ready.maps(size)).toBe(first);
  }
  expect(ready.maps({ width: 1, height: 1 }).size).toEqual({ width: 13, height: 7 });
  const large = stage.bytes;
  expect(ready.resize({ width: 4, height: 4 }).size).toEqual({ width: 4, height: 4 });
  expect(stage.bytes).toBeLessThan(large);
  pool.dispose();
  stage.dispose();
  stage.dispose();
  expect(stage.state).toBe('disposed');
  expect(isDisposed).toBe(true);
  expect(gpu.memory.bytes).toBe(before);
});

test('allocates no external maps', async () => {
  const { gpu, device } = fixture;
  const stage = openStage(
    gpu,
    makeModel(),
    { ...contract, inputs: { frame: { channels: 3, external: true } } },
    options,
  );
  const ready = await stage.whenReady();
  const size = { width: 4, height: 4 };
  expect(Object.keys(ready.maps(size).inputs)).toEqual([]);
  const encoder = device.createCommandEncoder();
  expect(() => ready.record(encoder, size)).toThrow(/input "picture" must be a feature map/);
  const pool = createPool(gpu, 'test');
  const frame: FeatureMap = createFeatureMap(pool, { label: 'frame', ...size, channels: 3, format: 'f32' });
  ready.record(encoder, size, { inputs: { frame } });
  device.queue.submit([encoder.finish()]);
  stage.dispose();
  pool.dispose();
});

test.each<[string, StageContract, RegExp]>([
  [
    'a task',
    { ...contract, task: 'other' },
    /"small" \(task "test"\) is not one for the test: its task must be "other"\. Give another\./,
  ],
  [
    'channels',
    { ...contract, inputs: { frame: { channels: 4 } } },
    /its input "picture" has 3 channels at level 0, 4 channels/,
  ],
  [
    'a level',
    { ...contract, outputs: { answer: { channels: 8 } } },
    /its output "head" has 8 channels at level 1, 8 channels at level 0/,
  ],
  [
    'a number of maps',
    { ...contract, outputs: { a: { channels: 8 }, b: { channels: 8 } } },
    /it has 1 output, 2 \("a", "b"\) are needed/,
  ],
])('refuses a model with another %s before anything is compiled', async (_, wrong, message) => {
  const { gpu } = fixture;
  const before = gpu.memory.bytes;
  const stage = openStage(gpu, makeModel(), wrong, {
    ...options,
    parts: () => Promise.reject(new Error('compiled')),
  });
  await stage.done;
  expect(stage.state).toBe('failed');
  expect(stage.error).toBeInstanceOf(FrameloomError);
  expect(stage.error?.message).toMatch(message);
  await expect(stage.whenReady()).rejects.toBe(stage.error);
  expect(gpu.memory.bytes).toBe(before);
});

test('frees the network when a part fails, and the part when the network fails', async () => {
  const { gpu } = fixture;
  const before = gpu.memory.bytes;
  const failing = openStage(gpu, makeModel(), contract, {
    ...options,
    parts: () => Promise.reject(new Error('no pass')),
  });
  await expect(failing.whenReady()).rejects.toThrow('no pass');
  expect(gpu.memory.bytes).toBe(before);

  let isDisposed = false;
  const broken = createTensor([8, 3, 3, 3], new Float32Array(216).fill(Number.NaN));
  const other = openStage(gpu, makeModel({ weight: broken }), contract, {
    ...options,
    parts: () => Promise.resolve({ dispose: () => (isDisposed = true) }),
  });
  await expect(other.whenReady()).rejects.toThrow(/not a finite/);
  expect(isDisposed).toBe(true);
  expect(gpu.memory.bytes).toBe(before);
});

test('leaves nothing behind where it is disposed or aborted while it loads', async () => {
  const { gpu } = fixture;
  const before = gpu.memory.bytes;
  const aborter = new AbortController();
  const stages = [
    openStage(gpu, makeModel(), contract, options),
    openStage(gpu, makeModel(), contract, { ...options, signal: aborter.signal }),
    openStage(gpu, makeModel(), contract, { ...options, signal: AbortSignal.abort() }),
  ];
  stages[0]!.dispose();
  queueMicrotask(() => aborter.abort()); // before pipelines that were compiled earlier can be found
  for (const stage of stages) {
    await expect(stage.whenReady()).rejects.toThrow(/disposed while its model was loading/);
    expect(stage.state).toBe('disposed');
  }
  expect(gpu.memory.bytes).toBe(before);
});

test('takes shipped names, and reports what cannot be loaded', async () => {
  const { gpu } = fixture;
  const asked: string[] = [];
  const missing = { config: new URL('data:application/json,{}'), weights: new URL('data:,') };
  const shipped = { tiny: () => (asked.push('tiny'), Promise.resolve(missing)) };
  const stage = openStage(gpu, 'tiny', contract, { ...options, shipped });
  await expect(stage.whenReady()).rejects.toThrow(/format must be "frameloom-model"/);
  expect(asked).toEqual(['tiny']);
  expect(isModelSource('tiny', shipped)).toBe(true);
  expect(isModelSource('tinny', shipped)).toBe(false);
  expect(isModelSource('/models/a/')).toBe(true);
  expect(isModelSource(makeModel())).toBe(true);
  expect(isModelSource(5)).toBe(false);
});

test('allOrDispose gives all values, or disposes those that are there', async () => {
  const disposed: string[] = [];
  const part = (name: string, ms: number) =>
    new Promise((resolve) => setTimeout(() => resolve({ dispose: () => disposed.push(name) }), ms));
  await expect(allOrDispose([Promise.resolve(1), 'two'])).resolves.toEqual([1, 'two']);
  await expect(
    allOrDispose([part('slow', 20), Promise.reject(new Error('first')), part('quick', 0), 3]),
  ).rejects.toThrow('first');
  expect(disposed.toSorted()).toEqual(['quick', 'slow']);
});
