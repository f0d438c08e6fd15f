import { FrameloomError, type Gpu, type PassTimer, type ResourcePool } from '@frameloom/gpu';
import { blockBytes, requireMatrix, requireRows, viewOf, type Matrix, type Range } from '../matrix.ts';
import {
  buildOperator,
  requireWhole,
  type OperatorCost,
  type OperatorOptions,
  type RecordTarget,
} from '../operator.ts';
import type { Format, Precision } from '../precision.ts';
import appendCode from './append.wgsl?raw';
import { bufferUsage } from '../usage.ts';

/** Options of {@link createKvCache}. */
export type KvCacheOptions = OperatorOptions & {
  /** Default 1. */
  layers?: number;
  /** Heads of keys and values. */
  kvHeads: number;
  /** Numbers of a head: a multiple of 4. */
  headColumns: number;
  /** Pages of 64 positions that there is memory for. */
  pages: number;
};

/** Keys and values of one layer, and which of its pages hold which positions. */
export type KvLayer = {
  readonly keys: GPUBuffer;
  readonly values: GPUBuffer;
  /** u32: the page of positions 64 i to 64 i + 63 at index i. */
  readonly pages: GPUBuffer;
  readonly kvHeads: number;
  readonly headColumns: number;
  readonly format: Format;
  /** Positions that the table of pages can tell. */
  readonly maxPositions: number;
};

/** What {@link KvCache.append} reads. */
export type AppendMatrices = {
  layer: number;
  /** [rows, kvHeads · headColumns] */
  keys: Matrix;
  /** The same shape. */
  values: Matrix;
  /** Position of row 0. */
  position: number;
  /** Table of pages to go by in place of the cache's own, for several texts in one cache. Its pages must be the cache's. */
  pages?: GPUBuffer | undefined;
  /** Rows to append. Default: all. */
  range?: Range | undefined;
};

/** Keys and values of the tokens so far, in pages of 64 positions that can lie in any order. */
export interface KvCache {
  readonly label: string;
  readonly precision: Precision;
  readonly layers: readonly KvLayer[];
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /**
   * Tells which page holds which positions: entry i is the page of positions 64 i to 64 i + 63. At first page i is. It
   * counts for what is submitted from here on.
   *
   * @throws FrameloomError `invalid-argument`.
   */
  setPages(pages: readonly number[]): void;
  /** Records that rows are kept. Throws `invalid-argument`, `invalid-size`, `device-lost`, `disposed`. */
  append(target: RecordTarget, matrices: AppendMatrices, timer?: PassTimer): void;
  /** Of appending this many rows. */
  costs(rows: number): OperatorCost;
  dispose(): void;
}

/** Positions of a page. */
export const pageSize = 64;

/**
 * Makes a cache of keys and values for `createAttention` with `source: 'pages'`; halves in `f16` and `mixed`.
 *
 * @throws FrameloomError `invalid-argument`, `invalid-size`, `unsupported`, `compilation`, `device-lost`, `disposed`.
 */
export function createKvCache(gpu: Gpu, options: KvCacheOptions): Promise<KvCache> {
  return buildOperator(gpu, 'nn/kv-cache', options, async (base) => {
    const { label, precision, format, pool, parameters } = base;
    const { layers = 1, kvHeads, headColumns, pages } = options;
    requireWhole(`${label}: layers`, layers, 1, 1024);
    requireWhole(`${label}: kvHeads`, kvHeads, 1, 1024);
    requireWhole(`${label}: headColumns / 4`, headColumns / 4, 1, 128);
    requireWhole(`${label}: pages`, pages, 1, 65536);
    const headBlocks = headColumns / 4;
    const size = pages * pageSize * kvHeads * headBlocks * blockBytes(format);
    if (size > gpu.device.limits.maxStorageBufferBindingSize) {
      throw new FrameloomError(
        'unsupported',
        `${label}: a layer needs ${size} bytes, more than a shader of this device may read. Take fewer pages.`,
      );
    }
    const pass = await base.compile({ file: 'append.wgsl', code: appendCode });
    const make = bufferMaker(pool);
    const table = make('pages', pages * 4);
    const setPages = (order: readonly number[]): void => {
      if (order.length > pages) requireWhole(`${label}: entries of the table`, order.length, 0, pages);
      order.forEach((page, i) => requireWhole(`${label}: page ${i}`, page, 0, pages - 1));
      gpu.device.queue.writeBuffer(table, 0, Uint32Array.from(order));
    };
    setPages(Array.from({ length: pages }, (_, i) => i));
    const all = Array.from({ length: layers }, (_, i): KvLayer => {
      const [keys, values] = [make(`keys ${i}`, size), make(`values ${i}`, size)];
      const maxPositions = pages * pageSize;
      return { keys, values, pages: table, kvHeads, headColumns, format, maxPositions };
    });
    return {
      label,
      precision,
      layers: all,
      bytes: 2 * layers * size + table.size,
      setPages,
      costs: (rows) => ({ macs: 0, bytes: 4 * rows * kvHeads * headBlocks * blockBytes(format) }),
      dispose: () => pool.dispose(),
      append(target, { layer, keys, values, position, pages: ownTable = table, range }, timer) {
        requireWhole(`${label}: layer`, layer, 0, layers - 1);
        const wanted = { rows: keys?.rows, columns: kvHeads * headColumns, format };
        requireMatrix(`${label}: keys`, keys, { columns: wanted.columns, format });
        requireMatrix(`${label}: values`, values, wanted);
        const { start, count } = requireRows(label, range, keys.rows);
        requireWhole(`${label}: position`, position, 0, (ownTable.size / 4) * pageSize - start - count);
        const bindings = {
          parameters: parameters.get([
            ...viewOf(keys),
            ...viewOf(values),
            start,
            start + count,
            position,
            kvHeads,
            headBlocks,
          ]),
          pages: ownTable,
          keys: keys.buffer,
          values: values.buffer,
          cachedKeys: all[layer]!.keys,
          cachedValues: all[layer]!.values,
        };
        pass.record(target, bindings, { width: kvHeads * headBlocks, height: count }, timer);
      },
    };
  });
}

function bufferMaker(pool: ResourcePool): (label: string, size: number) => GPUBuffer {
  const flags = bufferUsage.storage | bufferUsage.copySrc | bufferUsage.copyDst;
  return (label, size) => pool.buffer({ label, size, usage: flags });
}
