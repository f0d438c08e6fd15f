import type { Rows } from '../linear/linear.reference.ts';

/** What {@link attentionReference} computes with. */
export type AttentionReferenceOptions = {
  heads: number;
  kvHeads: number;
  headColumns: number;
  causal?: boolean;
  window?: number | undefined;
  scale?: number;
  /** Of the query in row 0, among the keys. */
  position?: number;
};

/** Scaled dot-product attention in plain TypeScript, in double precision. */
export function attentionReference(
  options: AttentionReferenceOptions,
  { queries, keys, values }: { queries: Rows; keys: Rows; values: Rows },
): Rows {
  const { heads, kvHeads, headColumns, causal = false, position = 0 } = options;
  const window = options.window ?? Infinity;
  const { scale = 1 / Math.sqrt(headColumns) } = options;
  const data = new Float32Array(queries.data.length);
  const at = (of: Rows, row: number, head: number, column: number): number =>
    of.data[row * of.columns + head * headColumns + column]!;
  const columns = Array.from({ length: headColumns }, (_, i) => i);
  for (let row = 0; row < queries.rows; row++) {
    for (let head = 0; head < heads; head++) {
      const shared = Math.floor((head * kvHeads) / heads);
      const end = causal ? Math.min(keys.rows, position + row + 1) : keys.rows;
      const start = Math.max(0, position + row + 1 - window);
      const scores = Array.from({ length: Math.max(0, end - start) }, (_, i) =>
        columns.reduce(
          (sum, c) => sum + at(queries, row, head, c) * at(keys, start + i, shared, c) * scale,
          0,
        ),
      );
      const top = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - top));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (const c of columns) {
        const sum = weights.reduce((acc, weight, i) => acc + weight * at(values, start + i, shared, c), 0);
        data[(row * heads + head) * headColumns + c] = total > 0 ? sum / total : 0;
      }
    }
  }
  return { ...queries, data };
}
