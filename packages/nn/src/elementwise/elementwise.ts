import { FrameloomError, type Gpu, type PassTimer } from '@frameloom/gpu';
import activationLibrary from '../activation/activation.wgsl?raw';
import { activationConstants, zeroPreserving, type MatrixActivation } from '../activation/activations.ts';
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
  type OperatorCost,
  type OperatorOptions,
  type RecordTarget,
} from '../operator.ts';
import type { Precision } from '../precision.ts';
import elementwiseCode from './elementwise.wgsl?raw';

/** Options of {@link createElementwise}. */
export type ElementwiseOptions = OperatorOptions & {
  /** Applied to the input. Default `'none'`. */
  activation?: MatrixActivation;
  /** What is done with `other`. `'multiply'` with `'silu'` is SwiGLU, with a gelu GEGLU. Default `'none'`: there is no other. */
  combine?: 'none' | 'multiply' | 'add';
};

/** What one call reads and writes: matrices of one shape. */
export type ElementwiseMatrices = {
  input: Matrix;
  /** With `combine`. */
  other?: Matrix | undefined;
  /** It may be the input or the other itself. */
  output: Matrix;
  /** Rows to compute. Default: all. */
  range?: Range | undefined;
};

/** An operation on each number by itself. */
export interface Elementwise {
  readonly label: string;
  readonly precision: Precision;
  /** Records the operation. Throws `invalid-argument`, `invalid-size`, `device-lost`, `disposed`. */
  record(target: RecordTarget, matrices: ElementwiseMatrices, timer?: PassTimer): void;
  /** Of this many rows and columns. */
  costs(rows: number, columns: number): OperatorCost;
  dispose(): void;
}

const combinations = { none: 0, multiply: 1, add: 2 } as const;

/**
 * Makes `activation(input)`, `activation(input) ⊙ other` or `activation(input) + other`.
 *
 * @throws FrameloomError `invalid-argument`, `unsupported`, `compilation`, `device-lost`, `disposed`.
 */
export function createElementwise(gpu: Gpu, options: ElementwiseOptions = {}): Promise<Elementwise> {
  return buildOperator(gpu, 'nn/elementwise', options, async (base) => {
    const { label, precision, format, pool, parameters, nothing } = base;
    const { activation = 'none', combine = 'none' } = options;
    requireOneOf(`${label}: activation`, activation, zeroPreserving);
    requireOneOf(`${label}: combine`, combine, Object.keys(combinations));
    const pass = await base.compile({
      file: 'elementwise.wgsl',
      code: elementwiseCode,
      libraries: { activation: activationLibrary },
      constants: { ...activationConstants({ activation }), combine: combinations[combine] },
    });
    return {
      label,
      precision,
      costs: (rows, columns) => ({
        macs: rows * columns,
        bytes: (combine === 'none' ? 2 : 3) * rows * Math.ceil(columns / 4) * blockBytes(format),
      }),
      dispose: () => pool.dispose(),
      record(target, { input, other, output, range }, timer) {
        requireMatrix(`${label}: input`, input, { format });
        const { rows, columns } = input;
        if (combine !== 'none') requireMatrix(`${label}: other`, other, { rows, columns, format });
        else if (other) throw new FrameloomError('invalid-argument', `${label}: other needs combine.`);
        requireMatrix(`${label}: output`, output, { rows, columns, format });
        requireSameOrApart(label, output, input);
        if (other) requireSameOrApart(label, output, other);
        const { start, count } = requireRows(label, range, rows);
        const isInput = output.buffer === input.buffer;
        const isOther = output.buffer === other?.buffer;
        const blocks = Math.ceil(columns / 4);
        const bindings = {
          parameters: parameters.get([
            ...viewOf(input),
            ...viewOf(other ?? input),
            ...viewOf(output),
            start,
            start + count,
            blocks,
            isInput ? 1 : isOther ? 2 : 0,
          ]),
          input: isInput ? nothing : input.buffer,
          other: isOther ? nothing : (other?.buffer ?? nothing),
          output: output.buffer,
        };
        pass.record(target, bindings, { width: blocks, height: count }, timer);
      },
    };
  });
}
