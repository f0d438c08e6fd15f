import type { Gpu, PassTimer } from '@frameloom/gpu';
import {
  blockBytes,
  requireMatrix,
  requireRows,
  requireSameOrApart,
  viewOf,
  type Matrix,
  type Range,
} from '../matrix.ts';
import {
  buildOperator,
  requireOneOf,
  requireWhole,
  type OperatorCost,
  type OperatorOptions,
  type RecordTarget,
} from '../operator.ts';
import type { Precision } from '../precision.ts';
import ropeCode from './rope.wgsl?raw';
import { bufferUsage } from '../usage.ts';

/** Options of {@link createRope}. */
export type RopeOptions = OperatorOptions & {
  /** Numbers of a head: a multiple of 4. */
  headColumns: number;
  /** Angle per position of each pair, see `ropeFrequencies`; a multiple of 4 of them. Numbers beyond the pairs stay. */
  frequencies: ArrayLike<number>;
  /** `'half'`: number i and number i + half of the turned ones. `'adjacent'`: 2i and 2i + 1. Default `'half'`. */
  pairs?: 'half' | 'adjacent';
  /** Positions that will occur are below this. Default 131,072. */
  maxPositions?: number;
};

/** What one call turns. */
export type RopeMatrices = {
  /** [rows, heads · headColumns] */
  input: Matrix;
  /** The same shape. Default: the input itself. */
  output?: Matrix | undefined;
  /** Position of row 0; the rows that follow have the positions that follow. Default 0. */
  position?: number;
  /** A buffer whose first u32 is added to the position. */
  positions?: GPUBuffer | undefined;
  /** Rows to turn. Default: all. */
  range?: Range | undefined;
};

/** Rotary position embedding of queries or keys. */
export interface Rope {
  readonly label: string;
  readonly precision: Precision;
  /** Records the turn. Throws `invalid-argument`, `invalid-size`, `device-lost`, `disposed`. */
  record(target: RecordTarget, matrices: RopeMatrices, timer?: PassTimer): void;
  /** Of this many rows and columns. */
  costs(rows: number, columns: number): OperatorCost;
  dispose(): void;
}

/** Positions that share an entry of the high part of the table. */
const lowCount = 256;

/**
 * Makes a rotary position embedding (RoFormer, arXiv 2104.09864). Angles are exact at every position: cosines and sines
 * come from a table that is computed in double precision.
 *
 * @throws FrameloomError `invalid-argument`, `unsupported`, `compilation`, `device-lost`, `disposed`.
 */
export function createRope(gpu: Gpu, options: RopeOptions): Promise<Rope> {
  return buildOperator(gpu, 'nn/rope', options, async (base) => {
    const { label, precision, format, pool, parameters, nothing } = base;
    const { headColumns, frequencies, pairs = 'half', maxPositions = 131_072 } = options;
    requireOneOf(`${label}: pairs`, pairs, ['half', 'adjacent']);
    requireWhole(`${label}: headColumns / 4`, headColumns / 4, 1, 1024);
    const count = frequencies?.length;
    requireWhole(`${label}: frequencies / 4`, count / 4, 1, headColumns / 8);
    requireWhole(`${label}: maxPositions`, maxPositions, 1, 2 ** 24);
    const highCount = Math.ceil(maxPositions / lowCount);
    const pass = await base.compile({
      file: 'rope.wgsl',
      code: ropeCode,
      constants: { isAdjacent: Number(pairs === 'adjacent'), pairs: count, lowCount, highCount },
    });
    const angles = ropeTable(frequencies, highCount);
    const table = pool.buffer({
      label: 'table',
      size: angles.byteLength,
      usage: bufferUsage.storage | bufferUsage.copyDst,
    });
    gpu.device.queue.writeBuffer(table, 0, angles);
    return {
      label,
      precision,
      costs: (rows, columns) => ({
        macs: 2 * rows * columns,
        bytes: 2 * rows * Math.ceil(columns / 4) * blockBytes(format),
      }),
      dispose: () => pool.dispose(),
      record(target, { input, output = input, position = 0, positions, range }, timer) {
        requireMatrix(`${label}: input`, input, { format });
        const { rows, columns } = input;
        const heads = columns / headColumns;
        requireWhole(`${label}: heads`, heads, 1, 2 ** 20);
        requireMatrix(`${label}: output`, output, { rows, columns, format });
        requireSameOrApart(label, output, input);
        const { start, count: rowCount } = requireRows(label, range, rows);
        requireWhole(`${label}: position`, position, 0, maxPositions - start - rowCount);
        const isInPlace = input.buffer === output.buffer;
        const headBlocks = headColumns / 4;
        const bindings = {
          parameters: parameters.get([
            ...viewOf(input),
            ...viewOf(output),
            start,
            start + rowCount,
            heads,
            headBlocks,
            position,
            Number(positions !== undefined),
            Number(isInPlace),
          ]),
          input: isInPlace ? nothing : input.buffer,
          positions: positions ?? nothing,
          table,
          output: output.buffer,
        };
        const perHead = headBlocks - count / 4;
        pass.record(target, bindings, { width: heads * perHead, height: rowCount }, timer);
      },
    };
  });
}

/** Cosine and sine by pair, of the low parts of positions and then of the high ones. */
function ropeTable(frequencies: ArrayLike<number>, highCount: number): Float32Array<ArrayBuffer> {
  const pairs = frequencies.length;
  const table = new Float32Array((lowCount + highCount) * pairs * 2);
  for (let entry = 0; entry < lowCount + highCount; entry++) {
    const position = entry < lowCount ? entry : (entry - lowCount) * lowCount;
    for (let pair = 0; pair < pairs; pair++) {
      const angle = position * frequencies[pair]!;
      table[2 * (entry * pairs + pair)] = Math.cos(angle);
      table[2 * (entry * pairs + pair) + 1] = Math.sin(angle);
    }
  }
  return table;
}
