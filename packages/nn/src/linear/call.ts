import type { Gpu, PassBindings } from '@frameloom/gpu';
import {
  requireApart,
  requireMatrix,
  requireRange,
  requireRows,
  requireSameOrApart,
  viewOf,
  type Matrix,
  type Range,
} from '../matrix.ts';
import { requireWhole, type OperatorBase } from '../operator.ts';
import type { WeightFormat } from '../weights/formats.ts';
import { unitsOf } from '../weights/pack.ts';
import { requireWeights, type Weights } from '../weights/weights.ts';

/** What one call of a linear layer reads and writes. */
export type LinearMatrices = {
  /** [rows, inputs] */
  input: Matrix;
  /** [outputs, inputs] */
  weights: Weights;
  /** [outputs] as floats, filled up to a multiple of 4; in a gated layer four of the gate and four of the other in turn. */
  bias?: GPUBuffer | undefined;
  /** [rows, outputs], added last. It may be the output itself, which is then added to. */
  residual?: Matrix | undefined;
  /** [rows, outputs]. Another buffer than the input. */
  output: Matrix;
  /** Rows to compute. Default: all. */
  range?: Range | undefined;
  /** Outputs to compute; `start` is a multiple of 4. Default: all. */
  outputs?: Range | undefined;
};

/** A call whose arguments were found good: rows, and blocks of four outputs. */
export type LinearCall = { rows: Range; blocks: Range; addResidual: 0 | 1 | 2 };

/** Checks the arguments of a call. Throws `invalid-argument`, `invalid-size`. */
export function readCall(
  { label, format }: OperatorBase,
  wanted: { format: WeightFormat; gated: boolean; maxRows: number },
  { input, weights, bias, residual, output, range, outputs }: LinearMatrices,
): LinearCall {
  requireWeights(label, weights, wanted);
  requireMatrix(`${label}: input`, input, { columns: weights.columns, format });
  requireMatrix(`${label}: output`, output, { rows: input.rows, columns: weights.rows, format });
  requireApart(label, output, [input]);
  const rows = requireRows(label, range, input.rows);
  requireWhole(`${label}: rows of a call`, rows.count, 1, wanted.maxRows);
  const chosen = requireRange(`${label}: outputs`, outputs, weights.rows);
  if (chosen.start % 4 !== 0) requireWhole(`${label}: first output / 4`, chosen.start / 4, 0, 2 ** 22);
  if (bias) requireWhole(`${label}: bytes of bias`, bias.size, biasBytes(weights), Infinity);
  let addResidual: 0 | 1 | 2 = 0;
  if (residual) {
    requireMatrix(`${label}: residual`, residual, { rows: input.rows, columns: weights.rows, format });
    requireSameOrApart(label, output, residual);
    addResidual = residual.buffer === output.buffer ? 2 : 1;
  }
  const start = chosen.start / 4;
  const blocks = { start, count: Math.ceil((chosen.start + chosen.count) / 4) - start };
  return { rows, blocks, addResidual };
}

function biasBytes({ rows, gated }: Weights): number {
  return Math.ceil(rows / 4) * 16 * (gated ? 2 : 1);
}

/** Bindings of a call. Of weights beyond what a shader may bind, only the rows that it needs. */
export function bindWeights(
  gpu: Gpu,
  { parameters, nothing }: OperatorBase,
  { input, weights, bias, residual, output }: LinearMatrices,
  { rows, blocks, addResidual }: LinearCall,
): PassBindings {
  const units = unitsOf(weights.format, weights.columns);
  const bytesOfBlock = (weights.gated ? 8 : 4) * units * 16;
  const { maxStorageBufferBindingSize } = gpu.device.limits;
  let values: GPUBufferBinding = { buffer: weights.values };
  let offset = 0;
  if (weights.values.size > maxStorageBufferBindingSize) {
    offset = Math.floor((blocks.start * bytesOfBlock) / 256) * 256;
    values = {
      buffer: weights.values,
      offset,
      size: (blocks.start + blocks.count) * bytesOfBlock - offset,
    };
  }
  return {
    parameters: parameters.get([
      ...viewOf(input),
      ...viewOf(output),
      ...(residual ? viewOf(residual) : [0, 0]),
      rows.start,
      rows.start + rows.count,
      blocks.start,
      blocks.start + blocks.count,
      Math.ceil(weights.columns / 4),
      units,
      offset / 16,
      Number(bias !== undefined),
      addResidual,
    ]),
    weights: values,
    ...(weights.scales && { scales: weights.scales }),
    input: input.buffer,
    bias: bias ?? nothing,
    residual: addResidual === 1 ? residual!.buffer : nothing,
    output: output.buffer,
  };
}
