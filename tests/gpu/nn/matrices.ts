// Matrices of numbers between plain arrays and the GPU.
import type { ResourcePool } from '@frameloom/gpu';
import { floatToHalf, halfToFloat } from '@frameloom/gpu/files';
import { createMatrix, type Format, type Matrix, type Precision } from '@frameloom/nn';
import { expect } from 'vitest';
import { readBuffer } from '../../support/read-buffer.ts';
import type { Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import type { Rows } from '../../../packages/nn/src/linear/linear.reference.ts';

export const precisions: readonly Precision[] = ['f32', 'mixed', 'f16'];

/** Largest difference allowed, relative to the largest number: what is stored as a half is off by 2^-11. */
export const tolerance: Readonly<Record<Precision, number>> = { f32: 1e-5, mixed: 1.5e-3, f16: 1.5e-3 };

/** Numbers that halves can hold, around zero. */
export function randomRows(random: () => number, rows: number, columns: number, scale = 1): Rows {
  const data = Float32Array.from({ length: rows * columns }, () =>
    halfToFloat(floatToHalf((random() * 2 - 1) * scale)),
  );
  return { rows, columns, data };
}

/** A map's pixels as rows of its channels. */
export function toRows({ channels, width, height, data }: Planes): Rows {
  const rows = width * height;
  const at = (i: number): number => data[(i % channels) * rows + Math.floor(i / channels)]!;
  return { rows, columns: channels, data: Float32Array.from({ length: data.length }, (_, i) => at(i)) };
}

/** Rows as a map of one column, or of the size given. */
export function toPlanes({ rows, columns, data }: Rows, width = 1): Planes {
  const at = (i: number): number => data[(i % rows) * columns + Math.floor(i / rows)]!;
  const planes = Float32Array.from({ length: data.length }, (_, i) => at(i));
  return { channels: columns, width, height: rows / width, data: planes };
}

/** A matrix of these numbers, with zeros where rows are filled up. */
export function uploadRows(device: GPUDevice, pool: ResourcePool, rows: Rows, format: Format): Matrix {
  const matrix = createMatrix(pool, { label: 'upload', ...rows, format });
  const stride = Math.ceil(rows.columns / 4) * 4;
  const values = new Float32Array(rows.rows * stride);
  for (let row = 0; row < rows.rows; row++) {
    values.set(rows.data.subarray(row * rows.columns, (row + 1) * rows.columns), row * stride);
  }
  device.queue.writeBuffer(
    matrix.buffer,
    0,
    format === 'f32' ? values : Uint16Array.from(values, floatToHalf),
  );
  return matrix;
}

/** The numbers of a matrix; throws where what fills up its rows is not zero. */
export async function downloadRows(device: GPUDevice, matrix: Matrix): Promise<Rows> {
  const { rows, columns, format, offset = 0, stride = Math.ceil(columns / 4) * 4 } = matrix;
  const bytes = await readBuffer(device, matrix.buffer);
  const all =
    format === 'f32' ? new Float32Array(bytes) : Float32Array.from(new Uint16Array(bytes), halfToFloat);
  const first = offset / (format === 'f32' ? 4 : 2);
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const start = first + row * stride;
    data.set(all.subarray(start, start + columns), row * columns);
    expect(
      all.subarray(start + columns, start + Math.ceil(columns / 4) * 4).every((x) => x === 0),
      'padding',
    ).toBe(true);
  }
  return { rows, columns, data };
}

/** A buffer of words or floats for shaders to read. */
export function uploadNumbers(
  device: GPUDevice,
  pool: ResourcePool,
  data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>,
): GPUBuffer {
  const buffer = pool.buffer({
    label: 'numbers',
    size: Math.max(16, data.byteLength),
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
  });
  device.queue.writeBuffer(buffer, 0, data);
  return buffer;
}

/** Largest difference, relative to the largest number expected; infinite where one is not a number. */
export function rowsError(got: Rows, expected: Rows): number {
  const scale = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  let worst = got.data.length === expected.data.length ? 0 : Infinity;
  got.data.forEach((value, i) => {
    const error = Math.abs(value - expected.data[i]!) / scale;
    if (!(error <= worst)) worst = Number.isNaN(error) ? Infinity : error;
  });
  return worst;
}

/** Submits what `record` records. */
export function submit(device: GPUDevice, record: (encoder: GPUCommandEncoder) => void): void {
  const encoder = device.createCommandEncoder();
  record(encoder);
  device.queue.submit([encoder.finish()]);
}
