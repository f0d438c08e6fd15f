import type { Rows } from '../linear/linear.reference.ts';

/** rope.wgsl in plain TypeScript: `position` is that of row 0. */
export function ropeReference(
  options: {
    pairs: 'half' | 'adjacent';
    headColumns: number;
    frequencies: ArrayLike<number>;
    position: number;
  },
  input: Rows,
): Rows {
  const { pairs, headColumns, frequencies, position } = options;
  const data = input.data.slice();
  for (let row = 0; row < input.rows; row++) {
    for (let head = 0; head < input.columns; head += headColumns) {
      const start = row * input.columns + head;
      for (let i = 0; i < frequencies.length; i++) {
        const [first, second] = pairs === 'half' ? [i, i + frequencies.length] : [2 * i, 2 * i + 1];
        const [a, b] = [input.data[start + first]!, input.data[start + second]!];
        const angle = (position + row) * frequencies[i]!;
        data[start + first] = a * Math.cos(angle) - b * Math.sin(angle);
        data[start + second] = b * Math.cos(angle) + a * Math.sin(angle);
      }
    }
  }
  return { ...input, data };
}
