import { FrameloomError, type ResourcePool, show } from '@frameloom/gpu';
import type { Format } from './precision.ts';
import { bufferUsage } from './usage.ts';

/**
 * Rows of numbers in a buffer, such as one row for each token. A row lies in blocks of four numbers (four halves,
 * 8 bytes, or four floats, 16 bytes); what fills up its last block is zero, and operators keep it so. A buffer that was
 * just made is all zeros.
 *
 * With `offset` and `stride` a matrix is a part of another: columns 64 to 127 of a wide matrix, or its last row.
 */
export type Matrix = {
  readonly buffer: GPUBuffer;
  /** Bytes before the first row: a whole number of blocks. Default 0. */
  readonly offset?: number;
  readonly rows: number;
  readonly columns: number;
  readonly format: Format;
  /** Numbers from one row to the next, a multiple of 4. Default: `columns`, rounded up to a multiple of 4. */
  readonly stride?: number;
};

/** What {@link matrixBytes} needs to know. `format` is `'f16'` where nothing is said. */
export type MatrixSize = { rows: number; columns: number; format?: Format };

/** Rows `start` to `start + count − 1`: a part of the work, so that one product can be spread over frames. */
export type Range = { readonly start: number; readonly count: number };

/**
 * Makes a matrix of zeros, to write and to read in shaders and to copy.
 *
 * @throws FrameloomError `invalid-size`, `invalid-argument`, `device-lost`, `disposed`.
 */
export function createMatrix(pool: ResourcePool, options: MatrixSize & { label: string }): Matrix {
  const { label, rows, columns, format = 'f16' } = options;
  const buffer = pool.buffer({
    label,
    size: matrixBytes(options),
    usage: bufferUsage.storage | bufferUsage.copySrc | bufferUsage.copyDst,
  });
  return { buffer, rows, columns, format };
}

/** Bytes of a matrix. Throws `invalid-size` for what is not a size. */
export function matrixBytes({ rows, columns, format = 'f16' }: MatrixSize): number {
  requireCount('matrix', 'rows', rows);
  requireCount('matrix', 'columns', columns);
  return rows * Math.ceil(columns / 4) * blockBytes(format);
}

/**
 * Columns `start` to `start + count − 1` of a matrix, without a copy.
 *
 * @param start A multiple of 4.
 * @param count A multiple of 4, or up to the last column: what fills up a row must be zero.
 * @throws FrameloomError `invalid-argument`.
 */
export function sliceColumns(matrix: Matrix, start: number, count: number): Matrix {
  const isInside = Number.isInteger(start) && start >= 0 && start + count <= matrix.columns;
  const isWhole = count % 4 === 0 || start + count === matrix.columns;
  if (!isInside || start % 4 !== 0 || !Number.isInteger(count) || count < 1 || !isWhole) {
    throw new FrameloomError(
      'invalid-argument',
      `sliceColumns: ${show(start)} and ${show(count)} are no whole blocks of four of ${matrix.columns} columns.`,
    );
  }
  const offset = (matrix.offset ?? 0) + (start / 4) * blockBytes(matrix.format);
  return { ...matrix, offset, columns: count, stride: strideOf(matrix) };
}

/**
 * Rows of a matrix, without a copy.
 *
 * @throws FrameloomError `invalid-argument`.
 */
export function sliceRows(matrix: Matrix, { start, count }: Range): Matrix {
  requireRange('sliceRows: range', { start, count }, matrix.rows);
  const offset = (matrix.offset ?? 0) + start * (strideOf(matrix) / 4) * blockBytes(matrix.format);
  return { ...matrix, offset, rows: count };
}

/** What an operator wants of a matrix; a missing number may be anything. */
export type WantedMatrix = { rows?: number; columns?: number; format: Format };

/**
 * Throws unless `matrix` is one of this size and format that its buffer can hold.
 *
 * @throws FrameloomError `invalid-argument`, `invalid-size`.
 */
export function requireMatrix(where: string, matrix: Matrix | undefined, wanted: WantedMatrix): void {
  const fail = (fact: string): never => {
    throw new FrameloomError('invalid-argument', `${where} ${fact}`);
  };
  if (typeof matrix?.buffer?.size !== 'number') return fail(`must be a matrix, got ${show(matrix)}.`);
  const { rows, columns, format, offset = 0 } = matrix;
  requireCount(where, 'rows', rows);
  requireCount(where, 'columns', columns);
  if (format !== wanted.format) {
    fail(`must be ${wanted.format}, got ${show(format)}. Make it with the format of this precision.`);
  }
  if (wanted.rows !== undefined && rows !== wanted.rows) fail(`must have ${wanted.rows} rows, got ${rows}.`);
  if (wanted.columns !== undefined && columns !== wanted.columns) {
    fail(`must have ${wanted.columns} columns, got ${columns}.`);
  }
  const stride = strideOf(matrix);
  if (!Number.isInteger(stride) || stride % 4 !== 0 || stride < columns) {
    fail(`must have a stride that is a multiple of 4 and not below its columns, got ${show(stride)}.`);
  }
  if (!Number.isInteger(offset) || offset < 0 || offset % blockBytes(format) !== 0) {
    fail(`must have an offset of whole blocks of ${blockBytes(format)} bytes, got ${show(offset)}.`);
  }
  const blocks = (rows - 1) * (stride / 4) + Math.ceil(columns / 4);
  const needed = offset + blocks * blockBytes(format);
  if (matrix.buffer.size >= needed) return;
  throw new FrameloomError(
    'invalid-size',
    `${where} does not fit its buffer: ${rows}×${columns} needs ${needed} bytes, it has ${matrix.buffer.size}.`,
  );
}

/** Where a matrix lies, as shaders read it: blocks before its first row, and from one row to the next. */
export function viewOf(matrix: Matrix): readonly [offset: number, stride: number] {
  return [(matrix.offset ?? 0) / blockBytes(matrix.format), strideOf(matrix) / 4];
}

/** Whether rows begin at the start of the buffer and follow each other without gaps. */
export function isWhole(matrix: Matrix): boolean {
  const [offset, stride] = viewOf(matrix);
  return offset === 0 && stride === Math.ceil(matrix.columns / 4);
}

/** The range, or everything; throws `invalid-argument` for one that is empty or leaves `limit`. */
export function requireRange(where: string, range: Range | undefined, limit: number): Range {
  if (range === undefined) return { start: 0, count: limit };
  const { start, count } = range;
  const isWhole = Number.isInteger(start) && Number.isInteger(count);
  if (isWhole && start >= 0 && count >= 1 && start + count <= limit) return range;
  throw new FrameloomError(
    'invalid-argument',
    `${where} must lie in 0 to ${limit}, got start ${show(start)} and count ${show(count)}.`,
  );
}

/** The range of rows, which one call may have 65,535 of: what a side of a dispatch allows. */
export function requireRows(label: string, range: Range | undefined, rows: number): Range {
  const chosen = requireRange(`${label}: range`, range, rows);
  if (chosen.count <= 65535) return chosen;
  throw new FrameloomError(
    'invalid-argument',
    `${label}: a call takes at most 65535 rows, got ${chosen.count}. Record it in several ranges.`,
  );
}

/** Throws `invalid-argument` where an operator would read what it overwrites. */
export function requireApart(where: string, output: Matrix, inputs: readonly (Matrix | undefined)[]): void {
  if (inputs.every((input) => input?.buffer !== output.buffer)) return;
  throw new FrameloomError(
    'invalid-argument',
    `${where}: output must lie in another buffer than the inputs; a shader cannot read what it overwrites.`,
  );
}

/** Throws `invalid-argument` unless `output` is `input` itself or lies in another buffer. */
export function requireSameOrApart(where: string, output: Matrix, input: Matrix): void {
  if (output.buffer === input.buffer && `${viewOf(output)}` === `${viewOf(input)}`) return;
  requireApart(where, output, [input]);
}

/** Bytes of four numbers. */
export function blockBytes(format: Format): number {
  return format === 'f32' ? 16 : 8;
}

function strideOf({ stride, columns }: Matrix): number {
  return stride ?? Math.ceil(columns / 4) * 4;
}

function requireCount(where: string, name: string, value: unknown): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 2 ** 24) return;
  throw new FrameloomError(
    'invalid-size',
    `${where}: ${name} must be a whole number from 1 to 16777216, got ${show(value)}.`,
  );
}
