import type { Gpu, PassTimer } from '@frameloom/gpu';
import { blockBytes, requireMatrix, requireRows, viewOf, type Matrix, type Range } from '../matrix.ts';
import {
  buildOperator,
  requireNumber,
  requireOneOf,
  requireWhole,
  type OperatorCost,
  type OperatorOptions,
  type RecordTarget,
} from '../operator.ts';
import { floatBits } from '../parameters.ts';
import type { Precision } from '../precision.ts';
import { weightLibraries } from '../weights/libraries.ts';
import type { WeightFormat } from '../weights/formats.ts';
import { rowBytes, unitsOf } from '../weights/pack.ts';
import { requireWeights, type Weights } from '../weights/weights.ts';
import embeddingCode from './embedding.wgsl?raw';

/** Options of {@link createEmbedding}. */
export type EmbeddingOptions = OperatorOptions & {
  /** Format of the tables that it will be given. Default `'f16'`. */
  weights?: WeightFormat;
  /** Multiplies what is looked up; Gemma takes the square root of the width. Default 1. */
  scale?: number;
};

/** What one call of an embedding reads and writes. */
export type EmbeddingMatrices = {
  /** [entries, columns] */
  table: Weights;
  /** Numbers of entries, u32, one for each row. One beyond the table gives zeros. */
  ids: GPUBuffer;
  /** Where in `ids` the number of row 0 stands. Default 0. */
  firstId?: number;
  /** [rows, columns] */
  output: Matrix;
  /** Rows to compute. Default: all. */
  range?: Range | undefined;
};

/** Looks up rows of a table by numbers that are on the GPU. */
export interface Embedding {
  readonly label: string;
  readonly precision: Precision;
  /**
   * Records the look-up; of a table beyond what a shader may bind, window by window. Throws `invalid-argument`, `invalid-size`,
   * `device-lost`, `disposed`.
   */
  record(target: RecordTarget, matrices: EmbeddingMatrices, timer?: PassTimer): void;
  /** Of `rows` rows of this table. */
  costs(rows: number, table: Weights): OperatorCost;
  dispose(): void;
}

/**
 * Makes a look-up of rows, such as the embeddings of tokens.
 *
 * @throws FrameloomError `invalid-argument`, `unsupported`, `compilation`, `device-lost`, `disposed`.
 */
export function createEmbedding(gpu: Gpu, options: EmbeddingOptions = {}): Promise<Embedding> {
  return buildOperator(gpu, 'nn/embedding', options, async (base) => {
    const { label, precision, format, pool, parameters } = base;
    const { weights = 'f16', scale = 1 } = options;
    requireOneOf(`${label}: weights`, weights, Object.keys(weightLibraries));
    requireNumber(`${label}: scale`, scale);
    const pass = await base.compile({
      file: 'embedding.wgsl',
      code: embeddingCode,
      libraries: weightLibraries[weights],
    });
    return {
      label,
      precision,
      costs: (rows, table) => ({
        macs: 0,
        bytes:
          rows *
          (rowBytes(table.format, table.columns) + Math.ceil(table.columns / 4) * blockBytes(format) + 4),
      }),
      dispose: () => pool.dispose(),
      record(target, { table, ids, firstId = 0, output, range }, timer) {
        requireWeights(label, table, { format: weights, gated: false });
        requireMatrix(`${label}: output`, output, { columns: table.columns, format });
        const { start, count } = requireRows(label, range, output.rows);
        requireWhole(`${label}: firstId`, firstId, 0, Math.floor(ids.size / 4) - start - count);
        const blocks = Math.ceil(table.columns / 4);
        for (const { first, end, weights: bound, offset } of windowsOf(gpu, table)) {
          const bindings = {
            parameters: parameters.get([
              ...viewOf(output),
              start,
              start + count,
              firstId,
              table.rows,
              blocks,
              unitsOf(table.format, table.columns),
              offset / 16,
              floatBits(scale),
              first,
              end,
            ]),
            weights: bound,
            ...(table.scales && { scales: table.scales }),
            ids,
            output: output.buffer,
          };
          pass.record(target, bindings, { width: blocks, height: count }, timer);
        }
      },
    };
  });
}

type Window = { first: number; end: number; weights: GPUBufferBinding; offset: number };

/** Entries by what a shader may bind at once: all of them, or windows one after the other. */
function windowsOf(gpu: Gpu, { rows, columns, format, values }: Weights): Window[] {
  const limit = gpu.device.limits.maxStorageBufferBindingSize;
  if (values.size <= limit) return [{ first: 0, end: rows, weights: { buffer: values }, offset: 0 }];
  const entry = unitsOf(format, columns) * 16;
  // A binding begins at multiples of 256 bytes.
  const most = Math.max(1, Math.floor((limit - 256) / entry));
  return Array.from({ length: Math.ceil(rows / most) }, (_, i) => {
    const [first, end] = [i * most, Math.min(rows, (i + 1) * most)];
    const offset = Math.floor((first * entry) / 256) * 256;
    const weights = { buffer: values, offset, size: end * entry - offset };
    return { first, end, weights, offset };
  });
}
