/** Sixteen numbers, column by column. */
export type Matrix4 = ArrayLike<number>;

/** a · b. */
export function multiply(a: Matrix4, b: Matrix4): number[] {
  return Array.from({ length: 16 }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < 4; k++) sum += a[k * 4 + (i % 4)]! * b[Math.floor(i / 4) * 4 + k]!;
    return sum;
  });
}

/** Inverse by Gauss-Jordan elimination with pivots; undefined where there is none. */
export function invert(matrix: Matrix4): number[] | undefined {
  const rows = Array.from({ length: 4 }, (_, r) => [
    ...[0, 1, 2, 3].map((c) => matrix[c * 4 + r]!),
    ...[0, 1, 2, 3].map((c) => (c === r ? 1 : 0)),
  ]);
  for (let column = 0; column < 4; column++) {
    let pivot = column;
    for (let r = column; r < 4; r++) {
      if (Math.abs(rows[r]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = r;
    }
    const scale = rows[pivot]![column]!;
    if (!(Math.abs(scale) > 1e-30)) return undefined;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    rows[column] = rows[column]!.map((v) => v / scale);
    for (let r = 0; r < 4; r++) {
      const factor = rows[r]![column]!;
      if (r !== column) rows[r] = rows[r]!.map((v, i) => v - factor * rows[column]![i]!);
    }
  }
  return Array.from({ length: 16 }, (_, i) => rows[i % 4]![4 + Math.floor(i / 4)]!);
}
