// Linear layers against linear.reference.ts: every precision and weight format, one row and many, sizes that fill no block.
import { createPool, type ResourcePool } from '@frameloom/gpu';
import { createTensor, toFloat32 } from '@frameloom/gpu/files';
import {
  createLinear,
  createMatrix,
  createWeights,
  dequantise,
  quantise,
  sliceColumns,
  type Linear,
  type LinearOptions,
  type MatrixActivation,
  type Precision,
  type WeightFormat,
} from '@frameloom/nn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linearReference, type Rows } from '../../../packages/nn/src/linear/linear.reference.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { createRandom } from './maps.ts';
import {
  downloadRows,
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

/** What quantised or rounded weights stand for. */
function asStored(weight: Rows, format: WeightFormat): Rows {
  if (format !== 'q8' && format !== 'q4') return weight;
  const tensor = createTensor([weight.rows, weight.columns], weight.data);
  return { ...weight, data: toFloat32(dequantise(quantise(tensor, format))) };
}

type Case = {
  rows: number;
  inputs: number;
  outputs: number;
  bias?: boolean;
  residual?: 'apart' | 'in place';
  range?: { start: number; count: number };
  part?: { start: number; count: number };
};

async function compare(linear: Linear, options: LinearOptions, item: Case, seed: number): Promise<number> {
  const { device, gpu } = fixture;
  const { rows, inputs, outputs } = item;
  const { weights: format = 'f16', activation = 'none', gated: isGated = false } = options;
  const random = createRandom(seed);
  const memory = linear.precision === 'f32' ? 'f32' : 'f16';
  const draw = (): Rows => randomRows(random, outputs, inputs, Math.sqrt(3 / inputs));
  const [weight, up] = [draw(), draw()];
  const tensorOf = (of: Rows) => createTensor([outputs, inputs], of.data);
  const weights = createWeights(gpu, pool, {
    label: 'weights',
    weight: tensorOf(weight),
    format,
    ...(isGated && { gated: tensorOf(up) }),
  });
  const input = randomRows(random, rows, inputs);
  const residual = randomRows(random, rows, outputs);
  const [first, second] = [randomRows(random, 1, outputs), randomRows(random, 1, outputs)];
  const parts = isGated ? 2 : 1;
  const bias = new Float32Array(Math.ceil(outputs / 4) * 4 * parts);
  for (let i = 0; i < outputs; i++) {
    const at = Math.floor(i / 4) * 4 * parts + (i % 4);
    bias[at] = first.data[i]!;
    if (isGated) bias[at + 4] = second.data[i]!;
  }
  const output =
    item.residual === 'in place'
      ? uploadRows(device, pool, residual, memory)
      : createMatrix(pool, { label: 'output', rows, columns: outputs, format: memory });
  submit(device, (encoder) =>
    linear.record(encoder, {
      input: uploadRows(device, pool, input, memory),
      weights,
      output,
      ...(item.bias && { bias: uploadNumbers(device, pool, bias) }),
      ...(item.residual && {
        residual: item.residual === 'in place' ? output : uploadRows(device, pool, residual, memory),
      }),
      range: item.range,
      outputs: item.part,
    }),
  );
  const got = await downloadRows(device, output);
  const expected = linearReference(
    {
      weight: asStored(weight, format),
      gated: isGated ? asStored(up, format) : undefined,
      ...(item.bias && { bias: first.data, gatedBias: second.data }),
      activation,
    },
    input,
    item.residual && residual,
  );
  const { start, count } = item.range ?? { start: 0, count: rows };
  const part = item.part ?? { start: 0, count: outputs };
  expected.data.forEach((_, i) => {
    const [row, column] = [Math.floor(i / outputs), i % outputs];
    const isComputed =
      row >= start && row < start + count && column >= part.start && column < part.start + part.count;
    // What a slice leaves out must be untouched; the last block may be computed in full.
    if (
      !isComputed &&
      (column < part.start ||
        column >= Math.ceil((part.start + part.count) / 4) * 4 ||
        row < start ||
        row >= start + count)
    ) {
      expect(got.data[i]).toBe(item.residual === 'in place' ? residual.data[i] : 0);
    }
    if (!isComputed) got.data[i] = expected.data[i]!;
  });
  return rowsError(got, expected);
}

const shapes: Case[] = [
  { rows: 1, inputs: 1, outputs: 1 },
  { rows: 1, inputs: 3, outputs: 5, bias: true },
  { rows: 2, inputs: 65, outputs: 130, residual: 'apart' },
  { rows: 1, inputs: 576, outputs: 70, bias: true, residual: 'in place' },
  { rows: 3, inputs: 33, outputs: 7, bias: true, residual: 'in place' },
  { rows: 17, inputs: 64, outputs: 64 },
  { rows: 33, inputs: 100, outputs: 131, bias: true, residual: 'apart' },
  { rows: 130, inputs: 20, outputs: 66 },
  { rows: 5, inputs: 40, outputs: 200, range: { start: 1, count: 3 }, part: { start: 64, count: 72 } },
  { rows: 4, inputs: 40, outputs: 200, range: { start: 3, count: 1 }, part: { start: 4, count: 9 } },
];

// Precisions differ in how activations are stored, formats in how weights are: not every pair is compiled.
test.each<[Precision, WeightFormat, MatrixActivation, boolean]>([
  ['f32', 'f32', 'none', false],
  ['f32', 'f16', 'relu', false],
  ['f32', 'q8', 'gelu', false],
  ['f32', 'q4', 'gelu-tanh', true],
  ['mixed', 'q4', 'none', false],
  ['mixed', 'f16', 'silu', true],
  ['f16', 'q8', 'quick-gelu', false],
  ['f16', 'f16', 'silu', true],
  ['mixed', 'q8', 'none', false],
])('%s, %s weights, %s, gated %s', async (precision, weights, activation, gated) => {
  if (precision === 'f16' && !fixture.device.features.has('shader-f16')) return;
  const options = { precision, weights, activation, gated };
  const linear = await createLinear(fixture.gpu, options);
  for (const [index, shape] of shapes.entries()) {
    const error = await compare(linear, options, shape, 100 + index);
    expect(error, JSON.stringify(shape)).toBeLessThan(tolerance[precision]);
  }
  linear.dispose();
});

test.each([
  { precision: 'f32', weights: 'q8', activation: 'gelu', maxRows: 32 },
  { precision: 'mixed', weights: 'f16', activation: 'silu', gated: true, maxRows: 32 },
] as const)('up to 32 rows in small tiles, %o', async (options) => {
  const linear = await createLinear(fixture.gpu, options);
  const small = shapes.filter(({ rows }) => rows <= options.maxRows);
  for (const [index, shape] of small.entries()) {
    const error = await compare(linear, options, shape, 100 + index);
    expect(error, JSON.stringify(shape)).toBeLessThan(tolerance[options.precision]);
  }
  linear.dispose();
});

test('an output beyond 65,535 workgroups', async () => {
  const options = { precision: 'f32', weights: 'f32', maxRows: 1 } as const;
  const linear = await createLinear(fixture.gpu, options);
  const shape = { rows: 1, inputs: 4, outputs: 4 * 65_535 + 8 };
  expect(await compare(linear, options, shape, 7)).toBeLessThan(1e-5);
  linear.dispose();
});

test('rows and columns of a wider matrix, beside what is not a number', async () => {
  const { device, gpu } = fixture;
  const linear = await createLinear(gpu, { precision: 'f32', weights: 'q8' });
  const random = createRandom(3);
  for (const rows of [1, 40]) {
    const wide = randomRows(random, rows, 24);
    const weight = randomRows(random, 6, 7);
    // Columns 8 to 14 are the input; the last of its blocks is filled up by zero, all around it is not a number.
    for (let i = 0; i < wide.data.length; i++) {
      const column = i % 24;
      if (column < 8 || column > 15) wide.data[i] = Number.NaN;
      if (column === 15) wide.data[i] = 0;
    }
    const input = { ...sliceColumns(uploadRows(device, pool, wide, 'f32'), 8, 8), columns: 7 };
    const target = createMatrix(pool, { label: 'target', rows, columns: 20, format: 'f32' });
    const output = { ...sliceColumns(target, 12, 8), columns: 6 };
    const weights = createWeights(gpu, pool, {
      label: 'weights',
      weight: createTensor([6, 7], weight.data),
      format: 'q8',
    });
    submit(device, (encoder) => linear.record(encoder, { input, weights, output }));
    const data = Float32Array.from(
      { length: rows * 7 },
      (_, i) => wide.data[Math.floor(i / 7) * 24 + 8 + (i % 7)]!,
    );
    const expected = linearReference({ weight: asStored(weight, 'q8') }, { rows, columns: 7, data });
    expect(rowsError(await downloadRows(device, output), expected)).toBeLessThan(1e-5);
    const around = await downloadRows(device, target);
    expect(around.data.filter((value, i) => (i % 20 < 12 || i % 20 >= 18) && value !== 0)).toHaveLength(0);
  }
  linear.dispose();
});

test('what is wrong is said before anything is recorded', async () => {
  const { device, gpu } = fixture;
  await expect(createLinear(gpu, { weights: 'q2' as 'q4' })).rejects.toThrow(
    /nn\/linear: weights must be one of/,
  );
  const linear = await createLinear(gpu, { precision: 'f32', weights: 'f32', maxRows: 2 });
  const weights = createWeights(gpu, pool, {
    label: 'weights',
    weight: createTensor([4, 8], new Float32Array(32)),
    format: 'f32',
  });
  const matrix = (rows: number, columns: number, format: 'f32' | 'f16' = 'f32') =>
    createMatrix(pool, { label: 'matrix', rows, columns, format });
  const encoder = device.createCommandEncoder();
  const record =
    (input = matrix(2, 8), output = matrix(2, 4), more = {}): (() => void) =>
    () =>
      linear.record(encoder, { input, weights, output, ...more });
  expect(record()).not.toThrow();
  expect(record(matrix(2, 7))).toThrow('nn/linear: input must have 8 columns, got 7.');
  expect(record(matrix(2, 8, 'f16'))).toThrow('input must be f32');
  expect(record(matrix(2, 8), matrix(1, 4))).toThrow('output must have 2 rows, got 1.');
  expect(record(matrix(3, 8), matrix(3, 4))).toThrow('from 1 to 2');
  expect(record(undefined, undefined, { outputs: { start: 2, count: 2 } })).toThrow('whole number');
  expect(record(undefined, undefined, { range: { start: 1, count: 2 } })).toThrow('must lie in 0 to 2');
  const shared = matrix(4, 8);
  expect(record({ ...shared, rows: 2 }, { ...shared, rows: 2, columns: 4, offset: 64 })).toThrow(
    'another buffer',
  );
  expect(record({ ...matrix(2, 8), offset: 16 })).toThrow('does not fit its buffer');
  expect(() =>
    createWeights(gpu, pool, { label: 'bad', weight: createTensor([1, 1], [Number.NaN]), format: 'q4' }),
  ).toThrow('a weight is NaN');
  linear.dispose();
});
