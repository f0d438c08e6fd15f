import { FrameloomError, show } from '@frameloom/gpu';
import {
  requireApart,
  requireMatrix,
  requireRange,
  requireRows,
  viewOf,
  type Matrix,
  type Range,
} from '../matrix.ts';
import { requireNumber, requireOneOf, requireWhole } from '../operator.ts';
import type { Format } from '../precision.ts';
import type { AttentionOptions, AttentionShape } from './compile.ts';
import type { KvLayer } from './kv-cache.ts';
import { splitKeysOf } from './splits.ts';

/** What one call of attention reads and writes. */
export type AttentionMatrices = {
  /** [rows, heads · headColumns] */
  queries: Matrix;
  /** [keys, kvHeads · headColumns]. With `source: 'rows'`. */
  keys?: Matrix | undefined;
  /** The same shape. */
  values?: Matrix | undefined;
  /** With `source: 'pages'`. */
  cache?: KvLayer | undefined;
  /** Keys in the cache. */
  keyCount?: number | undefined;
  /** Position of the query in row 0 among the keys; of use where attention is causal or has a window. Default 0. */
  position?: number;
  /** [rows, heads · headColumns] */
  output: Matrix;
  /** Queries to compute. Default: all. */
  range?: Range | undefined;
  /**
   * For a call of one row, keys to take in; `start` is a multiple of `sliceKeys(keys)`. The slice that ends with the last
   * key combines what all have found; nothing else may be recorded with this operator in between. Default: all.
   */
  slice?: Range | undefined;
};

/** A call whose arguments were found good. */
export type AttentionCall = {
  rows: Range;
  keyCount: number;
  position: number;
  splits: Range;
  splitCount: number;
  splitKeys: number;
  source: { views: readonly number[]; bindings: Readonly<Record<string, GPUBuffer>> };
};

/** Options with their defaults. Throws `invalid-argument`. */
export function requireShape(label: string, options: AttentionOptions): AttentionShape {
  const { heads, kvHeads = heads, headColumns, causal = false, window, source = 'rows', maxRows } = options;
  const { minRows = 1 } = options;
  requireWhole(`${label}: heads`, heads, 1, 65535);
  requireWhole(`${label}: kvHeads`, kvHeads, 1, heads);
  requireWhole(`${label}: heads / kvHeads`, heads / kvHeads, 1, heads);
  requireWhole(`${label}: headColumns / 4`, headColumns / 4, 1, 128);
  requireOneOf(`${label}: source`, source, ['rows', 'pages']);
  if (window !== undefined) requireWhole(`${label}: window`, window, 1, 2 ** 24);
  if (maxRows !== undefined) requireWhole(`${label}: maxRows`, maxRows, 1, 2 ** 24);
  requireWhole(`${label}: minRows`, minRows, 1, maxRows ?? 2 ** 24);
  const { scale = 1 / Math.sqrt(headColumns) } = options;
  requireNumber(`${label}: scale`, scale);
  return {
    heads,
    kvHeads,
    headColumns,
    causal,
    source,
    scale,
    window: window ?? 2 ** 30,
    maxRows: maxRows ?? Infinity,
    minRows,
  };
}

/** Checks the arguments of a call. Throws `invalid-argument`, `invalid-size`. */
export function readCall(
  label: string,
  shape: AttentionShape,
  matrices: AttentionMatrices,
  format: Format,
): AttentionCall {
  const { queries, output, position = 0, range, slice } = matrices;
  const columns = shape.heads * shape.headColumns;
  requireMatrix(`${label}: queries`, queries, { columns, format });
  requireMatrix(`${label}: output`, output, { rows: queries.rows, columns, format });
  const rows = requireRows(label, range, queries.rows);
  requireWhole(`${label}: rows of a call`, rows.count, 1, shape.maxRows);
  const { keyCount, ...source } =
    shape.source === 'rows'
      ? readRows(label, shape, matrices, format)
      : readPages(label, shape, matrices, format);
  requireWhole(`${label}: position`, position, 0, 2 ** 24);
  const splitKeys = splitKeysOf(keyCount);
  const splitCount = Math.ceil(keyCount / splitKeys);
  let splits: Range = { start: 0, count: splitCount };
  if (slice) {
    const { start, count } = requireRange(`${label}: slice`, slice, keyCount);
    requireWhole(`${label}: queries of a slice`, rows.count, 1, 1);
    requireWhole(`${label}: start of the slice / ${splitKeys}`, start / splitKeys, 0, splitCount);
    const end = start + count === keyCount ? splitCount : (start + count) / splitKeys;
    requireWhole(`${label}: end of the slice / ${splitKeys}`, end, 1, splitCount);
    splits = { start: start / splitKeys, count: end - start / splitKeys };
  }
  return { rows, keyCount, position, splits, splitCount, splitKeys, source };
}

type Source = AttentionCall['source'] & { keyCount: number };

function readRows(
  label: string,
  shape: AttentionShape,
  { queries, keys, values, output, cache, keyCount }: AttentionMatrices,
  format: Format,
): Source {
  if (cache || keyCount !== undefined) fail(label, `cache and keyCount need source: 'pages'.`);
  const columns = shape.kvHeads * shape.headColumns;
  requireMatrix(`${label}: keys`, keys, { columns, format });
  requireMatrix(`${label}: values`, values, { rows: keys!.rows, columns, format });
  requireApart(label, output, [queries, keys, values]);
  return {
    keyCount: keys!.rows,
    views: [...viewOf(keys!), ...viewOf(values!)],
    bindings: { keys: keys!.buffer, values: values!.buffer },
  };
}

function readPages(
  label: string,
  shape: AttentionShape,
  { queries, keys, values, output, cache, keyCount }: AttentionMatrices,
  format: Format,
): Source {
  if (keys || values) fail(label, `keys and values need source: 'rows'.`);
  if (!cache) return fail(label, `cache must be a layer of createKvCache, got ${show(cache)}.`);
  for (const name of ['kvHeads', 'headColumns'] as const) {
    if (cache[name] !== shape[name]) fail(label, `cache has ${name} ${cache[name]}, not ${shape[name]}.`);
  }
  if (cache.format !== format) fail(label, `cache must be ${format}, got ${cache.format}.`);
  requireWhole(`${label}: keyCount`, keyCount, 1, cache.maxPositions);
  requireApart(label, output, [queries]);
  return {
    keyCount: keyCount!,
    views: [0, 0, 0, 0],
    bindings: { keys: cache.keys, values: cache.values, pages: cache.pages },
  };
}

function fail(label: string, fact: string): never {
  throw new FrameloomError('invalid-argument', `${label}: ${fact}`);
}
