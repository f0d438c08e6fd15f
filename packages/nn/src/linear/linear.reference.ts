import { activate } from '../activation/activations.reference.ts';
import type { MatrixActivation } from '../activation/activations.ts';

/** Numbers row by row. */
export type Rows = { rows: number; columns: number; data: Float32Array };

/** What {@link linearReference} computes with. */
export type LinearReferenceOptions = {
  /** [outputs, inputs] */
  weight: Rows;
  /** [outputs, inputs]: `weight` is then a gate. */
  gated?: Rows | undefined;
  bias?: ArrayLike<number> | undefined;
  gatedBias?: ArrayLike<number> | undefined;
  activation?: MatrixActivation;
};

/** A linear layer in plain TypeScript, in double precision. */
export function linearReference(
  { weight, gated, bias, gatedBias, activation = 'none' }: LinearReferenceOptions,
  input: Rows,
  residual?: Rows,
): Rows {
  const { rows } = input;
  const columns = weight.rows;
  const data = new Float32Array(rows * columns);
  const product = (of: Rows, row: number, output: number): number => {
    let sum = 0;
    for (let i = 0; i < input.columns; i++) {
      sum += input.data[row * input.columns + i]! * of.data[output * of.columns + i]!;
    }
    return sum;
  };
  for (let row = 0; row < rows; row++) {
    for (let output = 0; output < columns; output++) {
      const at = row * columns + output;
      let value = activate(product(weight, row, output) + (bias?.[output] ?? 0), activation);
      if (gated) value *= product(gated, row, output) + (gatedBias?.[output] ?? 0);
      data[at] = value + (residual?.data[at] ?? 0);
    }
  }
  return { rows, columns, data };
}
