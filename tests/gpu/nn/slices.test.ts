// Operators on matrices cut into slices that a frame budget runs, against one call each.
import { createFrameBudget, createPool, type Slice } from '@frameloom/gpu';
import { createTensor } from '@frameloom/gpu/files';
import {
  createAttention,
  createLinear,
  createMatrix,
  createRmsNorm,
  createWeights,
  sliceRows,
  type Matrix,
  type Range,
} from '@frameloom/nn';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { createRandom } from './maps.ts';
import { downloadRows, randomRows, rowsError, submit, uploadRows } from './matrices.ts';

const fixture = useGpu();

/** Ranges of `count` that cover `limit`. */
function ranges(limit: number, count: number): Range[] {
  return Array.from({ length: Math.ceil(limit / count) }, (_, i) => ({
    start: i * count,
    count: Math.min(count, limit - i * count),
  }));
}

test('norm, products and attention of many rows and of one', async () => {
  const { device, gpu } = fixture;
  const pool = createPool(gpu, 'test');
  const random = createRandom(6);
  const shape = { heads: 4, kvHeads: 2, headColumns: 8, precision: 'f32' as const, causal: true };
  const [norm, linear, attention] = await Promise.all([
    createRmsNorm(gpu, { precision: 'f32' }),
    createLinear(gpu, { precision: 'f32', weights: 'q8', activation: 'silu' }),
    createAttention(gpu, shape),
  ]);
  const [rows, keyCount] = [150, 200];
  const draw = (count: number, columns: number) =>
    uploadRows(device, pool, randomRows(random, count, columns), 'f32');
  const [input, keys, values] = [draw(rows, 20), draw(keyCount, 16), draw(keyCount, 16)];
  const weight = createTensor([32, 20], randomRows(random, 32, 20).data);
  const weights = createWeights(gpu, pool, { label: 'weights', weight, format: 'q8' });
  const make = (columns: number): Matrix =>
    createMatrix(pool, { label: 'made', rows, columns, format: 'f32' });
  const stack = () => ({ normed: make(20), queries: make(32), many: make(32), one: make(32) });
  const [whole, cut] = [stack(), stack()];
  const last = { start: rows - 1, count: 1 };
  const position = keyCount - rows;
  submit(device, (encoder) => {
    norm.record(encoder, { input, output: whole.normed });
    linear.record(encoder, { input: whole.normed, weights, output: whole.queries });
    attention.record(encoder, { queries: whole.queries, keys, values, output: whole.many, position });
    attention.record(encoder, {
      queries: whole.queries,
      keys,
      values,
      output: whole.one,
      position,
      range: last,
    });
  });

  const seen: string[] = [];
  const slice = (kind: string, macs: number, record: Slice['record']): Slice => ({
    kind: `test/${kind}`,
    macs,
    record: (encoder) => {
      seen.push(kind);
      record(encoder);
    },
  });
  function* slices(): Generator<Slice | Slice[]> {
    yield ranges(rows, 40).map((range) =>
      slice('norm', 3 * range.count * 20, (encoder) =>
        norm.record(encoder, { input, output: cut.normed, range }),
      ),
    );
    for (const range of ranges(rows, 64)) {
      for (const outputs of ranges(32, 12)) {
        yield slice('linear', range.count * outputs.count * 20, (encoder) =>
          linear.record(encoder, { input: cut.normed, weights, output: cut.queries, range, outputs }),
        );
      }
    }
    const call = { queries: cut.queries, keys, values, position };
    for (const range of ranges(rows, 48)) {
      yield slice('attention', attention.costs(range.count, keyCount).macs, (encoder) =>
        attention.record(encoder, { ...call, output: cut.many, range }),
      );
    }
    for (const part of ranges(keyCount, attention.sliceKeys(keyCount))) {
      yield slice('one', attention.costs(1, part.count).macs, (encoder) =>
        attention.record(encoder, { ...call, output: cut.one, range: last, slice: part }),
      );
    }
  }
  const budget = createFrameBudget(gpu, { budgetMs: 200 });
  await budget.run('interactive', slices());
  expect(seen).toHaveLength(4 + 3 * 3 + 4 + 4);
  for (const name of ['normed', 'queries', 'many', 'one'] as const) {
    const [got, expected] = [await downloadRows(device, cut[name]), await downloadRows(device, whole[name])];
    expect(rowsError(got, expected), name).toBeLessThan(1e-5);
  }
  const both = sliceRows(whole.many, last);
  expect(
    rowsError(await downloadRows(device, both), await downloadRows(device, sliceRows(cut.one, last))),
  ).toBeLessThan(1e-5);

  // Obeyed before the next slice: what is left is not recorded.
  seen.length = 0;
  const controller = new AbortController();
  const aborted = budget.run(
    'background',
    ranges(rows, 10).map((range) =>
      slice('norm', 600, (encoder) => {
        norm.record(encoder, { input, output: cut.normed, range });
        if (seen.length === 3) controller.abort();
      }),
    ),
    { signal: controller.signal },
  );
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
  expect(seen.length).toBeLessThan(6);
  budget.dispose();
  for (const item of [norm, linear, attention, pool]) item.dispose();
});
