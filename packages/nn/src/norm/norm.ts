import type { Gpu, PassTimer } from '@frameloom/gpu';
import {
  blockBytes,
  requireApart,
  requireMatrix,
  requireRows,
  requireSameOrApart,
  viewOf,
  type Matrix,
  type Range,
} from '../matrix.ts';
import {
  buildOperator,
  requireNumber,
  requireWhole,
  type OperatorBase,
  type OperatorCost,
  type OperatorOptions,
  type RecordTarget,
} from '../operator.ts';
import { floatBits } from '../parameters.ts';
import type { Format, Precision } from '../precision.ts';
import normCode from './norm.wgsl?raw';

/** Options of {@link createLayerNorm} and {@link createRmsNorm}. */
export type NormOptions = OperatorOptions & {
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
  /** Added to the weight; Gemma's files hold what exceeds 1, so 1 there. Default 0. */
  weightOffset?: number;
};

/** What one call of a norm reads and writes. */
export type NormMatrices = {
  /** [rows, columns] */
  input: Matrix;
  /** [columns / groups] as floats, filled up to a multiple of 4. Default: ones, and no `weightOffset`. */
  weight?: GPUBuffer | undefined;
  /** [columns / groups] as floats, filled up to a multiple of 4. Default: zeros. */
  bias?: GPUBuffer | undefined;
  /** A matrix to add to the input first, and where their sum goes. */
  residual?: { added: Matrix; sum: Matrix } | undefined;
  /** Equal parts of a row that are normed each by itself, such as heads. Default 1. */
  groups?: number;
  /** [rows, columns]. Without a residual it may be the input itself. */
  output: Matrix;
  /** Rows to compute. Default: all. */
  range?: Range | undefined;
};

/** A norm over the columns of each row. */
export interface Norm {
  readonly label: string;
  readonly precision: Precision;
  /** Records the norm. Throws `invalid-argument`, `invalid-size`, `device-lost`, `disposed`. */
  record(target: RecordTarget, matrices: NormMatrices, timer?: PassTimer): void;
  /** Of this many rows and columns, without a residual. */
  costs(rows: number, columns: number): OperatorCost;
  dispose(): void;
}

/**
 * Makes a layer norm: `(x − mean) / √(variance + ε) · weight + bias`. The variance is that of all columns, of differences
 * from the mean.
 *
 * @throws FrameloomError `invalid-argument`, `unsupported`, `compilation`, `device-lost`, `disposed`.
 */
export function createLayerNorm(gpu: Gpu, options: NormOptions = {}): Promise<Norm> {
  return buildOperator(gpu, 'nn/layer-norm', options, (base) => buildNorm(base, true, options));
}

/**
 * Makes an RMS norm: `x / √(mean of x² + ε) · weight`.
 *
 * @throws FrameloomError `invalid-argument`, `unsupported`, `compilation`, `device-lost`, `disposed`.
 */
export function createRmsNorm(gpu: Gpu, options: NormOptions = {}): Promise<Norm> {
  return buildOperator(gpu, 'nn/rms-norm', options, (base) => buildNorm(base, false, options));
}

/** {@link createLayerNorm}, or {@link createRmsNorm}, in memory of the base. */
export async function buildNorm(base: OperatorBase, isCentred: boolean, options: NormOptions): Promise<Norm> {
  const { label, precision, format, pool, parameters, nothing, unused } = base;
  const { epsilon = 1e-5, weightOffset = 0 } = options;
  requireNumber(`${label}: epsilon`, epsilon);
  requireNumber(`${label}: weightOffset`, weightOffset);
  const constants = { isCentred: Number(isCentred) };
  const pass = await base.compile({ file: 'norm.wgsl', code: normCode, constants });
  return {
    label,
    precision,
    costs: (rows, columns) => ({
      macs: 3 * rows * columns,
      bytes: 2 * rows * Math.ceil(columns / 4) * blockBytes(format),
    }),
    dispose: () => pool.dispose(),
    record(target, matrices, timer) {
      const { input, weight, bias, residual, groups = 1, output } = matrices;
      const { start, count } = requireNorm(label, matrices, format);
      const isInPlace = input.buffer === output.buffer;
      const columns = input.columns / groups;
      const bindings = {
        parameters: parameters.get([
          ...viewOf(input),
          ...viewOf(residual?.added ?? input),
          ...viewOf(residual?.sum ?? input),
          ...viewOf(output),
          start,
          groups,
          columns,
          Number(residual !== undefined),
          Number(isInPlace),
          Number(weight !== undefined),
          Number(bias !== undefined),
          floatBits(epsilon),
          floatBits(weightOffset),
        ]),
        input: isInPlace ? nothing : input.buffer,
        added: residual?.added.buffer ?? nothing,
        weight: weight ?? nothing,
        bias: bias ?? nothing,
        sum: residual?.sum.buffer ?? unused,
        output: output.buffer,
      };
      pass.record(target, bindings, { workgroups: [groups, count, 1] }, timer);
    },
  };
}

function requireNorm(label: string, matrices: NormMatrices, format: Format): Range {
  const { input, weight, bias, residual, groups = 1, output, range } = matrices;
  requireMatrix(`${label}: input`, input, { format });
  const { rows, columns } = input;
  requireWhole(`${label}: groups`, groups, 1, 65535);
  const part = columns / groups;
  if (groups > 1) requireWhole(`${label}: columns of a group / 4`, part / 4, 1, columns);
  requireMatrix(`${label}: output`, output, { rows, columns, format });
  if (residual) {
    for (const [name, matrix] of Object.entries({ added: residual.added, sum: residual.sum })) {
      requireMatrix(`${label}: residual.${name}`, matrix, { rows, columns, format });
    }
    requireApart(label, output, [input, residual.added, residual.sum]);
    requireApart(label, residual.sum, [input, residual.added]);
  }
  requireSameOrApart(label, output, input);
  for (const [name, buffer] of Object.entries({ weight, bias })) {
    if (!buffer) continue;
    requireWhole(`${label}: bytes of ${name}`, buffer.size, Math.ceil(part / 4) * 16, Infinity);
  }
  const chosen = requireRows(label, range, rows);
  return chosen;
}
