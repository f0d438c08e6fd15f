import type { Rows } from '../linear/linear.reference.ts';

/** What {@link normReference} computes with. */
export type NormReferenceOptions = {
  kind: 'layer' | 'rms';
  weight?: ArrayLike<number> | undefined;
  bias?: ArrayLike<number> | undefined;
  epsilon: number;
  weightOffset?: number;
  groups?: number;
};

/** norm.wgsl in plain TypeScript. */
export function normReference(options: NormReferenceOptions, input: Rows): Rows {
  const { kind, weight, bias, epsilon, weightOffset = 0, groups = 1 } = options;
  const columns = input.columns / groups;
  const data = new Float32Array(input.data.length);
  for (let start = 0; start < data.length; start += columns) {
    const part = Array.from(input.data.subarray(start, start + columns));
    const mean = kind === 'layer' ? part.reduce((sum, x) => sum + x, 0) / columns : 0;
    const variance = part.reduce((sum, x) => sum + (x - mean) ** 2, 0) / columns;
    part.forEach((x, i) => {
      const factor = weight ? weight[i]! + weightOffset : 1;
      data[start + i] = ((x - mean) / Math.sqrt(variance + epsilon)) * factor + (bias?.[i] ?? 0);
    });
  }
  return { ...input, data };
}
