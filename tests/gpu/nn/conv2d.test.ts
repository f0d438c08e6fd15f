// conv2d.wgsl against conv2d.reference.ts in every precision of the device: random shapes, sizes, weights and options.
import { createPool, FrameloomError, type ResourcePool } from '@frameloom/gpu';
import {
  createConv2d,
  createFeatureMap,
  createTensor,
  toFloat32,
  type Tensor,
  type Precision,
} from '@frameloom/nn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activations, type Activation } from '../../../packages/nn/src/activation/activations.ts';
import { conv2dReference, type Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { compileConv2d } from '../../../packages/nn/src/conv2d/compile.ts';
import type { Conv2dTile } from '../../../packages/nn/src/conv2d/variants.ts';
import { createLayerWeights } from '../../../packages/nn/src/layer/weights.ts';
import { createGridSizes } from '../../../packages/nn/src/grid-sizes.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { createRandom, download, psnr, randomPlanes, randomWeight, relativeError, upload } from './maps.ts';

const fixture = useGpu();
let pool: ResourcePool;
beforeAll(() => {
  pool = createPool(fixture.gpu, 'test');
});
afterAll(() => pool.dispose());

type Case = {
  seed: number;
  width: number;
  height: number;
  inputs: number;
  skip: number;
  outputs: number;
  kernel: number;
  stride: 1 | 2;
  upsample: boolean;
  residual: boolean;
  bias: boolean;
  activation: Activation;
  tile?: Conv2dTile;
  /** The most pixels that were announced. */
  pixels?: number;
  /** Whether what lies outside mirrors what lies inside. */
  reflect?: boolean;
  /** Whether zeros lie at the right and below only. */
  end?: boolean;
  /** Rows of a part, where it is recorded in parts. */
  cut?: number;
};

const sizes = [
  [1, 1],
  [2, 1],
  [1, 9],
  [17, 5],
  [33, 18],
  [40, 23],
] as const;

/** Options drawn by chance; together they visit every value and most pairs. */
function draw(seed: number): Case {
  const random = createRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const [width, height] = sizes[seed % sizes.length]!;
  return {
    seed,
    width,
    height,
    inputs: 1 + below(14),
    skip: below(2) * (1 + below(9)),
    outputs: 1 + below(18),
    kernel: below(3) === 0 ? 1 : 3,
    stride: below(3) === 0 ? 2 : 1,
    upsample: below(3) === 0,
    residual: below(3) === 0,
    bias: below(4) > 0,
    activation: activations[seed % 9]!,
  };
}

const corners: Case[] = [
  { ...draw(1), width: 1, height: 1, inputs: 1, skip: 0, outputs: 1, kernel: 1, upsample: false, stride: 1 },
  { ...draw(2), width: 1, height: 1, kernel: 3, upsample: true, stride: 2, residual: true, skip: 3 },
  {
    ...draw(3),
    width: 19,
    height: 11,
    inputs: 64,
    skip: 32,
    outputs: 40,
    kernel: 3,
    upsample: true,
    stride: 1,
  },
  // What plain.wgsl does: whole and broken tiles, one and two blocks at a time.
  ...[16, 9].map((outputs) => ({
    ...draw(5),
    width: 33,
    height: 18,
    inputs: 9,
    skip: 0,
    outputs,
    kernel: 3,
    stride: 1 as const,
    upsample: false,
    residual: true,
  })),
  // What pointwise.wgsl does: invocations that are pixels or blocks, one and two blocks at a time, more than announced.
  ...[
    [1, 5, 5],
    [17, 5, 85],
    [33, 18, undefined],
    [9, 7, 2],
  ].map(([width = 1, height = 1, pixels], i) => ({
    ...draw(70 + i),
    width,
    height,
    inputs: 45,
    skip: 0,
    outputs: 34 + i,
    kernel: 1,
    stride: 1 as const,
    upsample: false,
    residual: i % 2 === 1,
    ...(pixels && { pixels }),
  })),
  ...[
    [1, 1, 1],
    [2, 2, 3],
    [2, 8, 1],
    [1, 8, 2],
  ].map(([columns = 1, rows = 1, blocks = 1]) => ({
    ...draw(40 + rows),
    width: 37,
    outputs: 20,
    upsample: columns === 2,
    tile: { columns, rows, blocks },
  })),
  ...[30, 31].flatMap((width) =>
    [16, 17].map((height) => ({ ...draw(60), width, height, kernel: 3, stride: 1 as const, upsample: true })),
  ),
];

const atEnd = { kernel: 3, skip: 3, upsample: false, stride: 2 as const, end: true };

/** Mirrored edges, and parts of the output, in each of the shaders. */
const further: Case[] = [
  { kernel: 3, skip: 0, upsample: false, stride: 1 as const },
  { kernel: 3, skip: 5, upsample: false, stride: 2 as const },
  { kernel: 3, skip: 0, upsample: true, stride: 1 as const },
  { kernel: 1, skip: 0, upsample: false, stride: 1 as const },
].flatMap((shape, i) =>
  [
    [21, 45],
    [20, 34],
    [1, 3],
  ].map(([width = 1, height = 1], j) => ({
    ...draw(90 + 3 * i + j),
    ...shape,
    width,
    height,
    outputs: 6 + 2 * j,
    reflect: true,
    cut: 16,
  })),
);

async function run(options: Case, precision: Precision): Promise<{ got: Planes; expected: Planes }> {
  const { gpu, device } = fixture;
  const { seed, width, height, inputs, skip, outputs, kernel, stride, upsample, residual, activation } =
    options;
  const random = createRandom(seed + 1);
  const format = precision === 'f32' ? 'f32' : 'f16';
  const half = [Math.ceil(width / 2), Math.ceil(height / 2)] as const;
  const outSize = stride === 2 ? half : ([width, height] as const);
  const weight = randomWeight(random, [outputs, inputs + skip, kernel, kernel]);
  const bias = options.bias ? randomWeight(random, [outputs]) : undefined;
  const maps = {
    input: randomPlanes(random, inputs, ...(upsample ? half : ([width, height] as const))),
    skip: skip > 0 ? randomPlanes(random, skip, width, height) : undefined,
    residual: residual ? randomPlanes(random, outputs, ...outSize) : undefined,
  };
  const padding = options.reflect ? 'reflect' : options.end ? 'end' : 'zero';
  const tensors = new Map([['weight', weight], ...(bias ? ([['bias', bias]] as const) : [])]);
  const conv = await compileConv2d(
    gpu,
    {
      label: 'conv',
      precision,
      stride,
      activation,
      slope: 0.2,
      upsample,
      padding,
      skipChannels: skip,
      residual,
      tile: options.tile,
      pixels: options.pixels,
    },
    {
      pool,
      sizes: createGridSizes(gpu, pool),
      weights: createLayerWeights({ gpu, pool, label: 'conv' }, tensors),
    },
  );
  const output = createFeatureMap(pool, {
    label: 'out',
    channels: outputs,
    width: outSize[0],
    height: outSize[1],
    format,
  });
  const encoder = device.createCommandEncoder();
  const buffers = {
    input: upload(device, pool, maps.input, format).buffer,
    skip: maps.skip && upload(device, pool, maps.skip, format).buffer,
    residual: maps.residual && upload(device, pool, maps.residual, format).buffer,
    output: output.buffer,
  };
  // Where it is cut, part by part, the last one first: parts do not depend on each other.
  const step = conv.rowStep * Math.ceil((options.cut ?? 1e9) / conv.rowStep);
  for (let first = Math.floor((outSize[1] - 1) / step) * step; first >= 0; first -= step) {
    const count = Math.min(step, outSize[1] - first);
    conv.record(encoder, buffers, { width, height }, { start: first, count });
  }
  device.queue.submit([encoder.finish()]);
  const expected = conv2dReference(
    {
      weight: { shape: weight.shape, data: toFloat32(weight) },
      bias: bias && toFloat32(bias),
      stride,
      activation,
      slope: 0.2,
      upsample,
      padding,
    },
    maps,
    { width, height },
  );
  return { got: await download(device, output, ...outSize), expected };
}

describe.each<Precision>(['f32', 'mixed', 'f16'])('%s', (precision) => {
  test.each([
    ...Array.from({ length: 12 }, (_, seed) => draw(seed)),
    ...corners,
    ...further,
    { ...draw(104), ...atEnd },
  ])(
    '$width×$height, $inputs + $skip → $outputs, k $kernel, stride $stride, upsample $upsample, residual $residual, $activation, $tile, $pixels, mirrored $reflect',
    async (options) => {
      if (precision === 'f16' && !fixture.device.features.has('shader-f16')) return;
      const { got, expected } = await run(options, precision);
      if (precision === 'f32') expect(relativeError(got, expected)).toBeLessThan(1e-5);
      else expect(psnr(got, expected)).toBeGreaterThan(precision === 'mixed' ? 65 : 55);
    },
  );
});

test('what is not a number stays where it can reach', async () => {
  const { gpu, device } = fixture;
  const random = createRandom(9);
  const [width, height] = [15, 13];
  for (const value of [Number.NaN, Infinity, -Infinity]) {
    for (const precision of ['f32', 'mixed'] as const) {
      const format = precision === 'f32' ? 'f32' : 'f16';
      const weight = randomWeight(random, [5, 3, 3, 3]);
      const conv = await createConv2d(gpu, { weight, activation: 'relu', precision });
      const clean = randomPlanes(random, 3, width, height);
      const dirty = { ...clean, data: clean.data.slice() };
      dirty.data[1 * width * height + 6 * width + 7] = value;
      const results = [];
      for (const planes of [clean, dirty]) {
        const output = createFeatureMap(pool, { label: 'out', channels: 5, width, height, format });
        const encoder = device.createCommandEncoder();
        conv.record(encoder, { input: upload(device, pool, planes, format), output, width, height });
        device.queue.submit([encoder.finish()]);
        results.push(await download(device, output, width, height));
      }
      const [before, after] = results as [Planes, Planes];
      const changed = new Set<string>();
      before.data.forEach((v, i) => {
        const [x, y] = [i % width, Math.floor(i / width) % height];
        if (!Object.is(v, after.data[i])) changed.add(`${x - 7},${y - 6}`);
      });
      expect(changed.size).toBeGreaterThan(0);
      expect([...changed].filter((at) => !/^(-1|0|1),(-1|0|1)$/.test(at))).toEqual([]);
      conv.dispose();
    }
  }
});

test('large sums end at the largest half', async () => {
  const { gpu, device } = fixture;
  const random = createRandom(4);
  const weight = randomWeight(random, [4, 4, 1, 1]);
  toFloat32(weight).fill(60000);
  for (const precision of ['mixed', 'f16'] as const) {
    if (precision === 'f16' && !device.features.has('shader-f16')) continue;
    const conv = await createConv2d(gpu, { weight, bias: randomWeight(random, [4]), precision });
    const output = createFeatureMap(pool, { label: 'out', channels: 4, width: 3, height: 2 });
    const planes = randomPlanes(random, 4, 3, 2);
    planes.data.fill(1);
    const encoder = device.createCommandEncoder();
    conv.record(encoder, { input: upload(device, pool, planes, 'f16'), output, width: 3, height: 2 });
    device.queue.submit([encoder.finish()]);
    const { data } = await download(device, output, 3, 2);
    // In f16 the products of one block may overflow to infinity before; what is kept is finite all the same.
    expect([...data].every((v) => v === 65504)).toBe(true);
    conv.dispose();
  }
});

test('refuses options that make no sense, and maps that overlap', async () => {
  const { gpu, device } = fixture;
  const before = gpu.memory.bytes;
  const weight = createTensor([4, 6, 3, 3], new Float32Array(216));
  const wrong: [object, RegExp][] = [
    [
      { weight: createTensor([4, 6, 3], new Float32Array(72)) },
      /weight must have the shape \[outputs, inputs, k, k\]/,
    ],
    [{ weight: createTensor([4, 6, 5, 5], new Float32Array(600)) }, /with k of 1 or 3, got \[4, 6, 5, 5\]/],
    [{ weight: { ...weight, shape: [4, 7, 3, 3] } }, /weight has 216 numbers/],
    [{ weight: undefined }, /weight must be a tensor/],
    [{ weight, bias: createTensor([3], new Float32Array(3)) }, /bias must have the shape \[4\], got \[3\]/],
    [{ weight, bias: createTensor([4], [0, 0, Infinity, 0]) }, /bias number 2 is Infinity/],
    [
      { weight: createTensor([1, 1, 1, 1], [70000]), precision: 'mixed' },
      /weight number 0 is 70000, not a finite f16/,
    ],
    [{ weight, stride: 3 }, /stride must be 1 or 2, got 3/],
    [{ weight, activation: 'swish' }, /activation must be one of none, relu/],
    [{ weight, slope: Number.NaN }, /slope must be a number/],
    [{ weight, skipChannels: 6 }, /skipChannels must be a whole number from 0 to 5, got 6/],
  ];
  for (const [options, message] of wrong) {
    const error: unknown = await createConv2d(gpu, options as { weight: Tensor }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FrameloomError);
    expect((error as FrameloomError).message).toMatch(message);
    expect((error as FrameloomError).code).toBe('invalid-argument');
  }
  expect(gpu.memory.bytes).toBe(before);

  const conv = await createConv2d(gpu, { weight: createTensor([6, 6, 1, 1], new Float32Array(36)) });
  const map = createFeatureMap(pool, { label: 'map', channels: 6, width: 4, height: 4 });
  const size = { width: 4, height: 4 };
  const record = (): void => conv.record(device.createCommandEncoder(), { input: map, output: map, ...size });
  expect(record).toThrow(/output must be another buffer than the inputs/);
  conv.dispose();
  const output = createFeatureMap(pool, { label: 'map', channels: 6, width: 4, height: 4 });
  expect(() => conv.record(device.createCommandEncoder(), { input: map, output, ...size })).toThrow(
    /disposed/,
  );
});
