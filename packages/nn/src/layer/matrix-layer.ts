import { toFloat32 } from '@frameloom/gpu/files';
import type { Matrix, Range } from '../matrix.ts';
import type { Format } from '../precision.ts';
import type { Edge } from './operator.ts';
import { requireFinite, type LayerTensors } from './weights.ts';

/** Rows of a call at most: what a side of a dispatch allows, and a multiple of the rows of every tile. */
const mostRows = 65_472;

/** An edge of a network as operators on matrices take it. */
export function matrixOf({ buffer, height }: Edge, columns: number, format: Format): Matrix {
  return { buffer, rows: height, columns, format };
}

/** Calls `record` for all rows of the output, or for a part of them, as many at a time as a dispatch takes. */
export function recordRows(output: Edge, rows: Range | undefined, record: (range: Range) => void): void {
  const { start: first, count } = rows ?? { start: 0, count: output.height };
  const end = first + count;
  for (let start = first; start < end; start += mostRows) {
    record({ start, count: Math.min(mostRows, end - start) });
  }
}

/** Numbers for each column as floats, filled up to whole blocks; zeros where the tensor is missing. */
export function packVector(
  label: string,
  tensors: LayerTensors,
  part: string,
  columns: number,
): Float32Array<ArrayBuffer> {
  const tensor = tensors.get(part);
  const values = new Float32Array(Math.ceil(columns / 4) * 4);
  if (tensor) values.set(toFloat32(tensor));
  requireFinite(`${label}: ${part}`, values, 'f32');
  return values;
}
