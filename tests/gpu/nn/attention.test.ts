// Attention against attention.reference.ts: many queries and one, matrices and pages, masks, heads of all widths.
import { createPool, type ResourcePool } from '@frameloom/gpu';
import {
  createAttention,
  createKvCache,
  createMatrix,
  type AttentionOptions,
  type Precision,
} from '@frameloom/nn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attentionReference } from '../../../packages/nn/src/attention/attention.reference.ts';
import type { Rows } from '../../../packages/nn/src/linear/linear.reference.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { createRandom } from './maps.ts';
import { downloadRows, randomRows, rowsError, submit, tolerance, uploadRows } from './matrices.ts';

const fixture = useGpu();
let pool: ResourcePool;
beforeAll(() => {
  pool = createPool(fixture.gpu, 'test');
});
afterAll(() => pool.dispose());

type Case = Omit<AttentionOptions, 'kvHeads'> & {
  kvHeads: number;
  rows: number;
  keys: number;
  position?: number;
  range?: { start: number; count: number };
};

function drawCase(item: Case, seed: number): { queries: Rows; keys: Rows; values: Rows } {
  const random = createRandom(seed);
  const { heads, kvHeads, headColumns, rows, keys } = item;
  return {
    queries: randomRows(random, rows, heads * headColumns, 3),
    keys: randomRows(random, keys, kvHeads * headColumns),
    values: randomRows(random, keys, kvHeads * headColumns),
  };
}

test.each<[Precision, Case]>([
  ['f32', { heads: 2, kvHeads: 2, headColumns: 8, rows: 1, keys: 1 }],
  ['f32', { heads: 4, kvHeads: 2, headColumns: 8, rows: 19, keys: 19, causal: true }],
  ['f32', { heads: 3, kvHeads: 3, headColumns: 40, rows: 5, keys: 77 }],
  [
    'f32',
    { heads: 4, kvHeads: 1, headColumns: 256, rows: 3, keys: 70, causal: true, window: 9, position: 60 },
  ],
  ['f32', { heads: 1, kvHeads: 1, headColumns: 512, rows: 17, keys: 33, scale: 0.1 }],
  [
    'f32',
    {
      heads: 4,
      kvHeads: 2,
      headColumns: 8,
      rows: 40,
      keys: 50,
      causal: true,
      window: 7,
      position: 10,
      range: { start: 11, count: 20 },
    },
  ],
  ['mixed', { heads: 9, kvHeads: 3, headColumns: 64, rows: 33, keys: 65, causal: true, position: 32 }],
  ['f16', { heads: 2, kvHeads: 1, headColumns: 128, rows: 20, keys: 40 }],
  // One query: splits of the keys.
  ['f32', { heads: 9, kvHeads: 3, headColumns: 64, rows: 1, keys: 200, causal: true, position: 199 }],
  ['f32', { heads: 2, kvHeads: 2, headColumns: 40, rows: 1, keys: 77 }],
  [
    'f32',
    {
      heads: 4,
      kvHeads: 1,
      headColumns: 256,
      rows: 2,
      keys: 300,
      causal: true,
      window: 100,
      position: 298,
      range: { start: 1, count: 1 },
    },
  ],
  ['f32', { heads: 1, kvHeads: 1, headColumns: 512, rows: 1, keys: 65 }],
  ['f32', { heads: 16, kvHeads: 1, headColumns: 8, rows: 1, keys: 64 * 64 + 70 }],
  ['f16', { heads: 4, kvHeads: 2, headColumns: 128, rows: 1, keys: 130 }],
  ['mixed', { heads: 4, kvHeads: 2, headColumns: 16, rows: 1, keys: 130, causal: true, position: 129 }],
])('%s, %o', async (precision, item) => {
  const { device, gpu } = fixture;
  if (precision === 'f16' && !device.features.has('shader-f16')) return;
  const { rows, keys: _, position, range, ...options } = item;
  const maxRows = range?.count ?? rows;
  const attention = await createAttention(gpu, { ...options, precision, maxRows });
  const drawn = drawCase(item, 1);
  const format = precision === 'f32' ? 'f32' : 'f16';
  const put = (of: Rows) => uploadRows(device, pool, of, format);
  const columns = item.heads * item.headColumns;
  const output = createMatrix(pool, { label: 'output', rows, columns, format });
  submit(device, (encoder) =>
    attention.record(encoder, {
      queries: put(drawn.queries),
      keys: put(drawn.keys),
      values: put(drawn.values),
      output,
      range,
      ...(position !== undefined && { position }),
    }),
  );
  const expected = attentionReference(item, drawn);
  const { start, count } = range ?? { start: 0, count: rows };
  expected.data.fill(0, 0, start * columns).fill(0, (start + count) * columns);
  expect(rowsError(await downloadRows(device, output), expected)).toBeLessThan(tolerance[precision]);
  attention.dispose();
});

test('a cache in pages: filled in pieces, read by a tile, by one query and by slices of its keys', async () => {
  const { device, gpu } = fixture;
  const shape = { heads: 4, kvHeads: 2, headColumns: 16, precision: 'f32' as const };
  const [cache, attention] = await Promise.all([
    createKvCache(gpu, { ...shape, layers: 2, pages: 5 }),
    createAttention(gpu, { ...shape, causal: true, source: 'pages' }),
  ]);
  cache.setPages([3, 0, 4, 1, 2]);
  const keyCount = 150;
  const item = { ...shape, causal: true, rows: 20, keys: keyCount, position: 130 };
  const drawn = drawCase(item, 2);
  const put = (of: Rows) => uploadRows(device, pool, of, 'f32');
  const [queries, keys, values] = [put(drawn.queries), put(drawn.keys), put(drawn.values)];
  // What lies beyond the keys of a cache is what an earlier text left there.
  const junk = randomRows(() => Number.NaN, 64 * 5, 32);
  const make = (rows: number) => createMatrix(pool, { label: 'output', rows, columns: 64, format: 'f32' });
  const [many, one, sliced] = [make(20), make(20), make(20)];
  const layer = cache.layers[1]!;
  const call = { queries, cache: layer, keyCount, position: 130 };
  const last = { start: 19, count: 1 };
  submit(device, (encoder) => {
    const nothing = put(junk);
    cache.append(encoder, { layer: 1, keys: nothing, values: nothing, position: 0 });
    cache.append(encoder, { layer: 1, keys, values, position: 0, range: { start: 0, count: 61 } });
    cache.append(encoder, { layer: 1, keys, values, position: 0, range: { start: 61, count: 89 } });
    attention.record(encoder, { ...call, output: many });
    attention.record(encoder, { ...call, output: one, range: last });
    const pass = encoder.beginComputePass();
    attention.record(pass, { ...call, output: sliced, range: last, slice: { start: 0, count: 64 } });
    attention.record(pass, { ...call, output: sliced, range: last, slice: { start: 64, count: 86 } });
    pass.end();
  });
  expect(attention.sliceKeys(keyCount)).toBe(64);
  const expected = attentionReference(item, drawn);
  expect(rowsError(await downloadRows(device, many), expected)).toBeLessThan(1e-5);
  expected.data.fill(0, 0, 19 * 64);
  expect(rowsError(await downloadRows(device, one), expected)).toBeLessThan(1e-5);
  expect(rowsError(await downloadRows(device, sliced), expected)).toBeLessThan(1e-5);
  cache.dispose();
  attention.dispose();
});

test('keys that must not be seen may be anything', async () => {
  const { device, gpu } = fixture;
  const shape = { heads: 2, kvHeads: 1, headColumns: 8, precision: 'f32' as const, causal: true, window: 6 };
  const attention = await createAttention(gpu, shape);
  const item = { ...shape, rows: 12, keys: 40, position: 20 };
  const drawn = drawCase(item, 3);
  const expected = attentionReference(item, drawn);
  // The rows see keys 15 to 31.
  for (const of of [drawn.keys, drawn.values]) {
    of.data.fill(Number.NaN, 0, 15 * 8);
    of.data.fill(Infinity, 32 * 8);
  }
  const put = (of: Rows) => uploadRows(device, pool, of, 'f32');
  const output = createMatrix(pool, { label: 'output', rows: 12, columns: 16, format: 'f32' });
  const call = {
    queries: put(drawn.queries),
    keys: put(drawn.keys),
    values: put(drawn.values),
    position: 20,
  };
  submit(device, (encoder) => {
    attention.record(encoder, { ...call, output, range: { start: 0, count: 11 } });
    attention.record(encoder, { ...call, output, range: { start: 11, count: 1 } });
  });
  expect(rowsError(await downloadRows(device, output), expected)).toBeLessThan(1e-5);
  attention.dispose();
});

test('what is wrong is said before anything is recorded', async () => {
  const { device, gpu } = fixture;
  await expect(createAttention(gpu, { heads: 3, kvHeads: 2, headColumns: 8 })).rejects.toThrow(
    'heads / kvHeads must be a whole number',
  );
  await expect(createAttention(gpu, { heads: 1, headColumns: 6 })).rejects.toThrow('headColumns / 4');
  await expect(createKvCache(gpu, { kvHeads: 1, headColumns: 8, pages: 0 })).rejects.toThrow('pages');
  const attention = await createAttention(gpu, { heads: 1, headColumns: 8, precision: 'f32', maxRows: 1 });
  const matrix = (rows: number, columns = 8) =>
    createMatrix(pool, { label: 'matrix', rows, columns, format: 'f32' });
  const [queries, keys, values, output] = [matrix(2), matrix(3), matrix(3), matrix(2)];
  const encoder = device.createCommandEncoder();
  const record = (more: object) => () =>
    attention.record(encoder, { queries, keys, values, output, ...more });
  const one = { range: { start: 0, count: 1 } };
  expect(record(one)).not.toThrow();
  expect(record({})).toThrow('from 1 to 1');
  expect(record({ ...one, values: matrix(2) })).toThrow('values must have 3 rows');
  expect(record({ ...one, output: queries })).toThrow('another buffer');
  expect(record({ ...one, slice: { start: 1, count: 2 } })).toThrow('start of the slice');
  expect(record({ ...one, keyCount: 2 })).toThrow("need source: 'pages'");
  attention.dispose();
});
