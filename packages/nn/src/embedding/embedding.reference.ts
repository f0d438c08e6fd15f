import type { Rows } from '../linear/linear.reference.ts';

/** embedding.wgsl in plain TypeScript: what lies outside of the table is zero. */
export function embeddingReference(table: Rows, ids: readonly number[], scale = 1): Rows {
  const { columns } = table;
  const data = Float32Array.from({ length: ids.length * columns }, (_, i) => {
    const entry = ids[Math.floor(i / columns)]!;
    return entry < table.rows ? scale * table.data[entry * columns + (i % columns)]! : 0;
  });
  return { rows: ids.length, columns, data };
}
