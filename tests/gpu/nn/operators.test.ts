// Every operator of the table against its reference, in random shapes, sizes and options.
import { createFrameBudget } from '@frameloom/gpu';
import {
  createTensor,
  type NetworkArchitecture,
  type NetworkLayer,
  type Precision,
  type Tensor,
} from '@frameloom/nn';
import { describe, expect, test } from 'vitest';
import { activations } from '../../../packages/nn/src/activation/activations.ts';
import type { Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { graphReference } from './graph.reference.ts';
import { createRandom, psnr, randomPlanes, randomWeight, relativeError } from './maps.ts';
import { runGraph } from './run-graph.ts';

const fixture = useGpu();
const layer = (value: object): NetworkLayer => value as NetworkLayer;

/** Chains that visit every operator, most in several forms; `in` has 12 channels, `classes` 9 classes. */
const chains: Record<string, { layers: NetworkLayer[]; weights?: Record<string, number[]> }> = {
  norms: {
    layers: [
      layer({ name: 'group', op: 'group-norm', input: ['in'], groups: 4, activation: 'silu' }),
      layer({ name: 'uneven', op: 'group-norm', input: ['group'], groups: 2, epsilon: 0.1 }),
      layer({ name: 'instance', op: 'instance-norm', input: ['uneven'], activation: 'relu' }),
      layer({ name: 'out', op: 'group-norm', input: ['instance'], groups: 1 }),
    ],
    weights: { 'group.weight': [12], 'group.bias': [12], 'instance.weight': [12] },
  },
  sizes: {
    layers: [
      layer({ name: 'large', op: 'resize', input: ['in'], factor: [3, 2] }),
      layer({ name: 'pooled', op: 'average-pool', input: ['large'], kernel: 3, stride: 2 }),
      layer({ name: 'side', op: 'average-pool', input: ['pooled'], kernel: 2 }),
      layer({ name: 'shuffled', op: 'depth-to-space', input: ['side'], factor: 2 }),
      layer({ name: 'wide', op: 'resize', input: ['shuffled'], factor: 5 }),
      layer({ name: 'out', op: 'average-pool', input: ['wide'], kernel: 5, stride: 3 }),
    ],
  },
  global: { layers: [layer({ name: 'out', op: 'average-pool', input: ['in'], global: true })] },
  joins: {
    layers: [
      layer({ name: 'three', op: 'conv2d', input: ['in'], channels: 3, kernel: 1 }),
      layer({
        name: 'six',
        op: 'conv2d',
        input: ['in'],
        channels: 6,
        kernel: 3,
        padding: 'reflect',
        activation: 'tanh',
      }),
      layer({ name: 'joined', op: 'concat', input: ['three', 'in', 'six', 'three'] }),
      layer({ name: 'z', op: 'activation', input: ['joined'], activation: 'sigmoid' }),
      layer({ name: 'c', op: 'activation', input: ['joined'], activation: 'leaky-relu', slope: 0.3 }),
      layer({ name: 'state', op: 'gate', input: ['joined', 'z', 'c'] }),
      layer({ name: 'sum', op: 'add', input: ['state', 'c'], activation: 'gelu' }),
      layer({ name: 'tokens', op: 'to-matrix', input: ['sum'] }),
      layer({ name: 'twice', op: 'add', input: ['tokens', 'tokens'] }),
      layer({ name: 'out', op: 'to-map', input: ['twice'] }),
    ],
    weights: { 'three.weight': [3, 12, 1, 1], 'six.weight': [6, 12, 3, 3], 'six.bias': [6] },
  },
  classes: {
    layers: [
      layer({ name: 'codes', op: 'lookup', input: ['classes'], channels: 12 }),
      layer({ name: 'sum', op: 'add', input: ['codes', 'in'] }),
      layer({ name: 'best', op: 'arg-max', input: ['sum'], values: 'u8' }),
      layer({ name: 'again', op: 'lookup', input: ['best'], channels: 5 }),
      layer({ name: 'plain', op: 'arg-max', input: ['again'] }),
      // 9 of its classes and 15 neighbours.
      layer({ name: 'scores', op: 'concat', input: ['sum', 'in'] }),
      layer({ name: 'pointed', op: 'pointer-arg-max', input: ['scores', 'best'], reach: [2, 1] }),
      layer({ name: 'seen', op: 'lookup', input: ['pointed'], channels: 30 }),
      layer({ name: 'out', op: 'pointer-arg-max', input: ['seen', 'plain'], reach: [1, 2] }),
    ],
    // A table shorter than the classes that are asked for.
    weights: { 'codes.weight': [8, 12], 'again.weight': [12, 5], 'seen.weight': [9, 30] },
  },
};

/** Layers on rows: of a map, and of a matrix `words` of 7 rows and 20 columns. */
const rowChains: typeof chains = {
  block: {
    layers: [
      layer({ name: 'tokens', op: 'to-matrix', input: ['in'] }),
      layer({ name: 'normed', op: 'layer-norm', input: ['tokens'], epsilon: 1e-4 }),
      layer({ name: 'qkv', op: 'linear', input: ['normed'], channels: 48 }),
      layer({
        name: 'seen',
        op: 'attention',
        input: ['qkv'],
        heads: 4,
        kvHeads: 1,
        causal: true,
        window: 50,
      }),
      layer({ name: 'after', op: 'linear', input: ['seen'], channels: 12, residual: 'tokens' }),
      layer({ name: 'scaled', op: 'rms-norm', input: ['after'], groups: 3, weightOffset: 1 }),
      layer({ name: 'wide', op: 'linear', input: ['scaled'], channels: 30, gated: true, activation: 'silu' }),
      layer({ name: 'back', op: 'linear', input: ['wide'], channels: 12, weights: 'q8', residual: 'after' }),
      layer({ name: 'out', op: 'to-map', input: ['back'] }),
    ],
    weights: {
      'normed.weight': [12],
      'normed.bias': [12],
      'qkv.weight': [48, 12],
      'qkv.bias': [48],
      'after.weight': [12, 32],
      'scaled.weight': [4],
      'wide.weight': [30, 12],
      'wide.bias': [30],
      'wide.gated.weight': [30, 12],
      'wide.gated.bias': [30],
      'back.weight': [12, 30],
    },
  },
  shifted: {
    layers: [
      layer({ name: 'shift', op: 'linear', input: ['word'], channels: 12, activation: 'silu' }),
      layer({ name: 'out', op: 'add', input: ['in', 'shift'], activation: 'tanh' }),
    ],
    weights: { 'shift.weight': [12, 20] },
  },
  cross: {
    layers: [
      layer({ name: 'queries', op: 'to-matrix', input: ['in'] }),
      layer({ name: 'all', op: 'stack', input: ['words', 'word'] }),
      layer({ name: 'keys', op: 'linear', input: ['all'], channels: 12, activation: 'tanh' }),
      layer({ name: 'values', op: 'linear', input: ['all'], channels: 12, weights: 'q4' }),
      layer({ name: 'seen', op: 'attention', input: ['queries', 'keys', 'values'], heads: 3, scale: 0.7 }),
      layer({ name: 'shift', op: 'linear', input: ['word'], channels: 12 }),
      layer({ name: 'moved', op: 'modulate', input: ['seen', 'shift', 'shift'] }),
      layer({ name: 'gated', op: 'modulate', input: ['moved', 'shift', 'queries'], offset: 0 }),
      layer({ name: 'joint', op: 'stack', input: ['keys', 'gated'] }),
      layer({ name: 'both', op: 'attention', input: ['keys', 'joint', 'joint'], heads: 3, scale: 0.7 }),
      layer({ name: 'sum', op: 'add', input: ['both', 'keys'], activation: 'silu' }),
      layer({ name: 'out', op: 'layer-norm', input: ['sum'] }),
    ],
    weights: { 'keys.weight': [12, 20], 'values.weight': [12, 20], 'shift.weight': [12, 20] },
  },
};
Object.assign(chains, rowChains);

const sizes = [
  [1, 1],
  [19, 13],
  [70, 61],
] as const;

function prepare(name: string, seed: number, [width, height]: readonly [number, number]) {
  const { layers, weights = {} } = chains[name]!;
  const random = createRandom(seed);
  const used = new Set(layers.flatMap(({ input }) => input));
  const architecture: NetworkArchitecture = {
    inputs: [
      { name: 'in', channels: 12 },
      { name: 'classes', channels: 1, values: seed % 2 ? ('u8' as const) : ('u32' as const) },
      { name: 'words', channels: 20, rows: 7 },
      { name: 'word', channels: 20, rows: 1 },
    ].filter((input) => used.has(input.name)),
    layers,
    outputs: ['out'],
  };
  const tensors = new Map<string, Tensor>(
    Object.entries(weights).map(([key, shape]) => [key, randomWeight(random, shape)]),
  );
  const classes: Planes = randomPlanes(random, 1, width, height);
  classes.data = classes.data.map(() => Math.floor(random() * 9));
  const words = randomPlanes(random, 20, 1, 7);
  const word = randomPlanes(random, 20, 1, 1);
  const inputs = { in: randomPlanes(random, 12, width, height), classes, words, word };
  return { architecture, tensors, inputs, size: { width, height } };
}

describe.each<Precision>(['f32', 'mixed', 'f16'])('%s', (precision) => {
  // Layers on rows take long to compile: attention.test.ts and linear.test.ts have all of them in halves.
  const cases = Object.keys(chains)
    .flatMap((name) => sizes.map((size, i) => ({ name, size, seed: i + 1 })))
    .filter(({ name, seed }) => !(name in rowChains) || (precision === 'f32' && seed !== 2));
  test.each(cases)('$name at $size', async ({ name, size, seed }) => {
    if (precision === 'f16' && !fixture.device.features.has('shader-f16')) return;
    const { architecture, tensors, inputs, size: frame } = prepare(name, seed, size);
    const expected = graphReference(architecture, tensors, inputs, frame).get('out')!;
    const { outputs } = await runGraph(fixture.gpu, architecture, tensors, inputs, {
      precision,
      size: frame,
    });
    const got = outputs.get('out')!;
    // Classes of nearly equal numbers may differ in halves.
    if (name === 'classes' && precision !== 'f32') {
      const same = got.data.filter((value, i) => value === expected.data[i]).length;
      expect(same / got.data.length).toBeGreaterThan(0.98);
    } else if (precision === 'f32') expect(relativeError(got, expected)).toBeLessThan(2e-5);
    else expect(psnr(got, expected)).toBeGreaterThan(50);
  });
});

test.each(activations)('%s', async (activation) => {
  const architecture: NetworkArchitecture = {
    inputs: [{ name: 'in', channels: 4 }],
    layers: [{ name: 'out', op: 'activation', input: ['in'], activation, slope: 0.2 }],
    outputs: ['out'],
  };
  const data = Float32Array.from({ length: 4 * 64 }, (_, i) => (i - 128) / 6);
  data.set([-1e4, 1e4, -90, 90]);
  const planes = { channels: 4, width: 16, height: 4, data };
  const size = { width: 16, height: 4 };
  const expected = graphReference(architecture, new Map(), { in: planes }, size).get('out')!;
  const { outputs } = await runGraph(
    fixture.gpu,
    architecture,
    new Map(),
    { in: planes },
    { precision: 'f32', size },
  );
  const got = outputs.get('out')!.data;
  expected.data.forEach((value, i) =>
    expect(Math.abs(got[i]! - value)).toBeLessThan(2e-6 * Math.max(1, Math.abs(value))),
  );
});

test.each([
  [2, 'signed'],
  [5, 'signed'],
  [256, 'unit'],
] as const)('rounds to %i levels, %s, ties to even', async (levels, range) => {
  const architecture: NetworkArchitecture = {
    inputs: [{ name: 'in', channels: 1 }],
    layers: [{ name: 'out', op: 'round-levels', input: ['in'], levels, range }],
    outputs: ['out'],
  };
  const data = Float32Array.from({ length: 65 }, (_, i) => (i - 32) / 16);
  const planes = { channels: 1, width: 65, height: 1, data };
  const size = { width: 65, height: 1 };
  const expected = graphReference(architecture, new Map(), { in: planes }, size).get('out')!;
  const { outputs } = await runGraph(
    fixture.gpu,
    architecture,
    new Map(),
    { in: planes },
    { precision: 'f32', size },
  );
  expect(relativeError(outputs.get('out')!, expected)).toBeLessThan(1e-6);
  expect(new Set(expected.data).size).toBeLessThanOrEqual(levels);
});

test('the first of equal channels is the largest', async () => {
  const architecture: NetworkArchitecture = {
    inputs: [{ name: 'in', channels: 6 }],
    layers: [{ name: 'out', op: 'arg-max', input: ['in'] }],
    outputs: ['out'],
  };
  const data = Float32Array.from([0, 3, -1, 0, 3, -1, 0, 1, -1, 0, 3, -5, 0, 0, -1, 0, 2, -1]);
  const planes = { channels: 6, width: 3, height: 1, data };
  const { outputs } = await runGraph(
    fixture.gpu,
    architecture,
    new Map(),
    { in: planes },
    { precision: 'f32', size: { width: 3, height: 1 } },
  );
  expect([...outputs.get('out')!.data]).toEqual([0, 0, 0]);
});

test('statistics of a large mean keep their digits', async () => {
  const architecture: NetworkArchitecture = {
    inputs: [{ name: 'in', channels: 4 }],
    layers: [{ name: 'out', op: 'group-norm', input: ['in'], groups: 1 }],
    outputs: ['out'],
  };
  const random = createRandom(3);
  const size = { width: 150, height: 140 };
  const planes = randomPlanes(random, 4, size.width, size.height);
  planes.data = planes.data.map((value) => 1000 + value);
  const expected = graphReference(architecture, new Map(), { in: planes }, size).get('out')!;
  const { outputs } = await runGraph(
    fixture.gpu,
    architecture,
    new Map(),
    { in: planes },
    { precision: 'f32', size },
  );
  expect(relativeError(outputs.get('out')!, expected)).toBeLessThan(1e-3);
});

test('slices compute the same as one pass, and cost the same', async () => {
  const { architecture, tensors, inputs, size } = prepare('joins', 4, [70, 61]);
  const normed: NetworkArchitecture = {
    ...architecture,
    layers: [...architecture.layers, layer({ name: 'last', op: 'group-norm', input: ['out'], groups: 3 })],
    outputs: ['last'],
  };
  const options = { precision: 'f32', size } as const;
  const whole = await runGraph(fixture.gpu, normed, tensors, inputs, options);
  const counts = [];
  for (const limit of [{ bytes: 1e12, macs: 1e12 }, { bytes: 5e5 }, { macs: 2e5 }]) {
    const sliced = await runGraph(fixture.gpu, normed, tensors, inputs, { ...options, limit });
    expect(sliced.outputs.get('last')!.data).toEqual(whole.outputs.get('last')!.data);
    counts.push(sliced.slices);
  }
  expect(counts[0]).toBe(1);
  expect(Math.min(counts[1]!, counts[2]!)).toBeGreaterThan(4);
});

test('a frame budget runs the slices of a network', async () => {
  const { architecture, tensors, inputs, size } = prepare('joins', 5, [70, 61]);
  const options = { precision: 'f32', size } as const;
  const whole = await runGraph(fixture.gpu, architecture, tensors, inputs, options);
  const budget = createFrameBudget(fixture.gpu, { budgetMs: 200 });
  const limit = { bytes: 5e5 };
  const sliced = await runGraph(fixture.gpu, architecture, tensors, inputs, { ...options, limit, budget });
  expect(sliced.outputs.get('out')!.data).toEqual(whole.outputs.get('out')!.data);
  expect(sliced.slices).toBeGreaterThan(4);
  expect(Object.keys(budget.stats.costs)).toContain('graph/conv2d');
  budget.dispose();
});

test('layers on rows want matrices that fit', async () => {
  const { architecture, tensors, inputs, size } = prepare('cross', 1, [3, 2]);
  const run = (change: (item: NetworkLayer) => object) => () => {
    const layers = architecture.layers.map((item) => layer(change(item)));
    return runGraph(fixture.gpu, { ...architecture, layers }, tensors, inputs, { precision: 'f32', size });
  };
  const changed = (name: string, fields: object) => (item: NetworkLayer) =>
    item.name === name ? { ...item, ...fields } : item;
  await expect(run(changed('keys', { input: ['in'] }))).rejects.toThrow(
    /where a matrix is needed: put a to-matrix/,
  );
  await expect(run(changed('seen', { heads: 5 }))).rejects.toThrow(/heads of 2.4 columns/);
  await expect(run(changed('seen', { input: ['queries', 'keys'] }))).rejects.toThrow(/reads two matrices/);
  await expect(run(changed('seen', { kvHeads: 2 }))).rejects.toThrow(
    /3 heads, of which 2 kvHeads are no divisor/,
  );
  await expect(run(changed('keys', { activation: 'sigmoid' }))).rejects.toThrow(/activation must be one of/);
  await expect(run(changed('out', { groups: 2 }))).rejects.toThrow(
    /do not cut 12 columns into multiples of 4/,
  );
});

test('a weight that is not finite is refused, and nothing stays', async () => {
  const { architecture, tensors, inputs, size } = prepare('norms', 1, [4, 4]);
  const before = fixture.gpu.memory.bytes;
  const broken = new Map(tensors).set('group.bias', createTensor([12], new Float32Array(12).fill(Infinity)));
  await expect(
    runGraph(fixture.gpu, architecture, broken, inputs, { precision: 'f32', size }),
  ).rejects.toThrow(/graph\/group: bias number 0 is Infinity/);
  expect(fixture.gpu.memory.bytes).toBe(before);
});
