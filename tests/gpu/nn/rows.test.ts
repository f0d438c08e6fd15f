// Operators on the rows of matrices against their references: look-up, norms, rotary positions, activations, time steps.
import { createPool, type ResourcePool } from '@frameloom/gpu';
import { createTensor, toFloat32 } from '@frameloom/gpu/files';
import {
  createElementwise,
  createEmbedding,
  createLayerNorm,
  createMatrix,
  createRmsNorm,
  createRope,
  createTimestepEmbedding,
  createWeights,
  dequantise,
  quantise,
  ropeFrequencies,
  sliceColumns,
  type Matrix,
  type MatrixActivation,
  type Precision,
  type WeightFormat,
} from '@frameloom/nn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activate } from '../../../packages/nn/src/activation/activations.reference.ts';
import { embeddingReference } from '../../../packages/nn/src/embedding/embedding.reference.ts';
import type { Rows } from '../../../packages/nn/src/linear/linear.reference.ts';
import { normReference } from '../../../packages/nn/src/norm/norm.reference.ts';
import { ropeReference } from '../../../packages/nn/src/rope/rope.reference.ts';
import { timestepReference } from '../../../packages/nn/src/timestep-embedding/timestep-embedding.reference.ts';
import { withLimits } from '../../support/device-limits.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { createRandom } from './maps.ts';
import {
  downloadRows,
  precisions,
  randomRows,
  rowsError,
  submit,
  tolerance,
  uploadNumbers,
  uploadRows,
} from './matrices.ts';

const fixture = useGpu();
let pool: ResourcePool;
beforeAll(() => {
  pool = createPool(fixture.gpu, 'test');
});
afterAll(() => pool.dispose());

const formatOf = (precision: Precision): 'f32' | 'f16' => (precision === 'f32' ? 'f32' : 'f16');
const put = (rows: Rows, precision: Precision): Matrix =>
  uploadRows(fixture.device, pool, rows, formatOf(precision));
const empty = (rows: number, columns: number, precision: Precision): Matrix =>
  createMatrix(pool, { label: 'output', rows, columns, format: formatOf(precision) });
const padded = (data: Float32Array): GPUBuffer => {
  const values = new Float32Array(Math.ceil(data.length / 4) * 4);
  values.set(data);
  return uploadNumbers(fixture.device, pool, values);
};
const isMissing = (precision: Precision): boolean =>
  precision === 'f16' && !fixture.device.features.has('shader-f16');

test.each<[WeightFormat, Precision]>([
  ['f32', 'f32'],
  ['f16', 'f16'],
  ['q8', 'mixed'],
  ['q4', 'f32'],
])('look-up in a table of %s, in %s', async (format, precision) => {
  if (isMissing(precision)) return;
  const { device, gpu } = fixture;
  const embedding = await createEmbedding(gpu, { precision, weights: format, scale: 1.5 });
  const random = createRandom(1);
  for (const columns of [1, 35, 64]) {
    const table = randomRows(random, 11, columns);
    const tensor = createTensor([11, columns], table.data);
    const isQuantised = format === 'q8' || format === 'q4';
    const stored = isQuantised ? { ...table, data: toFloat32(dequantise(quantise(tensor, format))) } : table;
    const ids = [99, 4, 10, 0, 11];
    const output = empty(4, columns, precision);
    const given = {
      table: createWeights(gpu, pool, { label: 'table', weight: tensor, format }),
      ids: uploadNumbers(device, pool, Uint32Array.from(ids)),
      firstId: 1,
    };
    submit(device, (encoder) => embedding.record(encoder, { ...given, output }));
    const expected = embeddingReference(stored, ids.slice(1), 1.5);
    expect(rowsError(await downloadRows(device, output), expected)).toBeLessThan(tolerance[precision]);
    // In windows, as on a device that may bind no more than a few entries.
    const again = empty(4, columns, precision);
    await withLimits(device, { maxStorageBufferBindingSize: 700 }, () =>
      submit(device, (encoder) => embedding.record(encoder, { ...given, output: again })),
    );
    expect(await downloadRows(device, again)).toEqual(await downloadRows(device, output));
  }
  embedding.dispose();
});

describe.each(precisions)('norms in %s', (precision) => {
  test.each(['layer', 'rms'] as const)('%s', async (kind) => {
    if (isMissing(precision)) return;
    const { device, gpu } = fixture;
    const options = { precision, epsilon: 1e-6, weightOffset: kind === 'rms' ? 1 : 0 };
    const norm = await (kind === 'layer' ? createLayerNorm : createRmsNorm)(gpu, options);
    const random = createRandom(2);
    for (const [rows, columns, groups] of [
      [1, 1, 1],
      [3, 65, 1],
      [2, 640, 1],
      [5, 48, 3],
    ] as const) {
      // Far from zero, where a variance from squares would be lost in rounding.
      const input = randomRows(random, rows, columns);
      if (kind === 'layer') input.data.forEach((x, i) => (input.data[i] = x + 20));
      const weight = randomRows(random, 1, columns / groups).data;
      const bias = randomRows(random, 1, columns / groups).data;
      const source = put(input, precision);
      const stored = await downloadRows(device, source);
      const output = empty(rows, columns, precision);
      const numbers = { weight: padded(weight), bias: padded(bias), groups };
      submit(device, (encoder) => {
        norm.record(encoder, { input: source, output, ...numbers });
        norm.record(encoder, { input: source, output: source, ...numbers });
      });
      const expected = normReference({ kind, weight, bias, ...options, groups }, stored);
      const limit = precision === 'f32' ? 1e-4 : 3e-3;
      expect(rowsError(await downloadRows(device, output), expected)).toBeLessThan(limit);
      expect(rowsError(await downloadRows(device, source), expected)).toBeLessThan(limit);
    }
    norm.dispose();
  });
});

test('a norm of a sum, of one row of three, without a weight', async () => {
  const { device, gpu } = fixture;
  const norm = await createRmsNorm(gpu, { precision: 'f32' });
  const random = createRandom(3);
  const [input, added] = [randomRows(random, 3, 10), randomRows(random, 3, 10)];
  const [sum, output] = [empty(3, 10, 'f32'), empty(3, 10, 'f32')];
  input.data.fill(Number.NaN, 0, 10);
  submit(device, (encoder) =>
    norm.record(encoder, {
      input: put(input, 'f32'),
      residual: { added: put(added, 'f32'), sum },
      output,
      range: { start: 1, count: 1 },
    }),
  );
  const total = { ...input, data: input.data.map((x, i) => x + added.data[i]!) };
  const normed = normReference({ kind: 'rms', epsilon: 1e-5 }, total);
  const inRange = (rows: Rows): Rows => ({
    ...rows,
    data: rows.data.map((x, i) => (i >= 10 && i < 20 ? x : 0)),
  });
  expect(rowsError(await downloadRows(device, sum), inRange(total))).toBeLessThan(1e-6);
  expect(rowsError(await downloadRows(device, output), inRange(normed))).toBeLessThan(1e-5);
  norm.dispose();
});

describe.each(precisions)('rotary positions in %s', (precision) => {
  test.each(['half', 'adjacent'] as const)('pairs: %s', async (pairs) => {
    if (isMissing(precision)) return;
    const { device, gpu } = fixture;
    for (const [headColumns, dims] of [
      [8, 8],
      [24, 16],
    ] as const) {
      const scaling = {
        factor: 8,
        lowFrequencyFactor: 1,
        highFrequencyFactor: 4,
        originalMaxPositions: 8192,
      };
      const frequencies = ropeFrequencies({ dims, base: 5e5, scaling });
      const rope = await createRope(gpu, { precision, headColumns, frequencies, pairs });
      const input = randomRows(createRandom(4), 3, 2 * headColumns);
      const source = put(input, precision);
      const output = empty(3, 2 * headColumns, precision);
      const positions = uploadNumbers(device, pool, Uint32Array.of(100_000));
      submit(device, (encoder) => {
        rope.record(encoder, { input: source, output, position: 23, positions });
        rope.record(encoder, { input: source, position: 255, range: { start: 1, count: 2 } });
      });
      const far = ropeReference({ pairs, headColumns, frequencies, position: 100_023 }, input);
      expect(rowsError(await downloadRows(device, output), far)).toBeLessThan(tolerance[precision]);
      const near = ropeReference({ pairs, headColumns, frequencies, position: 255 }, input);
      near.data.set(input.data.subarray(0, 2 * headColumns));
      expect(rowsError(await downloadRows(device, source), near)).toBeLessThan(tolerance[precision]);
      rope.dispose();
    }
  });
});

test.each<[MatrixActivation, 'none' | 'multiply' | 'add', Precision]>([
  ['none', 'add', 'f32'],
  ['relu', 'none', 'mixed'],
  ['silu', 'multiply', 'f32'],
  ['silu', 'multiply', 'f16'],
  ['gelu', 'none', 'f32'],
  ['gelu-tanh', 'multiply', 'f32'],
  ['quick-gelu', 'none', 'f32'],
])('%s with %s in %s', async (activation, combine, precision) => {
  if (isMissing(precision)) return;
  const { device, gpu } = fixture;
  const operator = await createElementwise(gpu, { precision, activation, combine });
  const input = randomRows(createRandom(5), 3, 44, 6);
  // Where exponentials overflow.
  input.data.set(
    [-20_000, -200, -60, -9, 9, 60, 200, 20_000].map((x) => (combine === 'multiply' ? x / 100 : x)),
  );
  const wide = put(input, precision);
  const columns = 20;
  const [left, right] = [sliceColumns(wide, 0, columns), sliceColumns(wide, 24, columns)];
  const output = empty(3, columns, precision);
  submit(device, (encoder) =>
    operator.record(encoder, { input: left, output, ...(combine !== 'none' && { other: right }) }),
  );
  const data = Float32Array.from({ length: 3 * columns }, (_, i) => {
    const at = Math.floor(i / columns) * 44 + (i % columns);
    const y = activate(input.data[at]!, activation);
    const other = input.data[at + 24]!;
    return combine === 'multiply' ? y * other : combine === 'add' ? y + other : y;
  });
  const got = await downloadRows(device, output);
  got.data.forEach((value, i) => {
    const limit = tolerance[precision] * Math.max(1, Math.abs(data[i]!));
    expect(Math.abs(value - data[i]!), `number ${i}: ${value} for ${data[i]}`).toBeLessThan(limit);
  });
  operator.dispose();
});

test.each([{ columns: 32 }, { columns: 13, flipSinToCos: true, downscaleFreqShift: 0, scale: 0.5 }])(
  'time steps %o',
  async (options) => {
    const { device, gpu } = fixture;
    const embedding = await createTimestepEmbedding(gpu, { ...options, precision: 'f32' });
    const timesteps = [0, 1, 17.5, 999];
    const output = empty(4, options.columns, 'f32');
    submit(device, (encoder) =>
      embedding.record(encoder, {
        timesteps: uploadNumbers(device, pool, Float32Array.from(timesteps)),
        output,
      }),
    );
    const got = await downloadRows(device, output);
    expect(rowsError(got, timestepReference(options, timesteps))).toBeLessThan(1e-5);
    embedding.dispose();
  },
);
