import type { Place } from './known-game.ts';

/** A thing of a few colours that fills most of a box. */
export type Thing = { colors: readonly number[]; width: number; height: number; pixels: number };

/**
 * Where a thing is: around the median of the pixels of its colours. Undefined where less than four fifths of it are
 * there, or more than half of another one.
 */
export function findBox(
  picture: Uint8Array,
  side: number,
  { colors, width, height, pixels }: Thing,
): Place | undefined {
  const columns: number[] = [];
  const rows: number[] = [];
  picture.forEach((color, i) => {
    if (!colors.includes(color)) return;
    columns.push(i % side);
    rows.push(Math.floor(i / side));
  });
  if (columns.length < 0.8 * pixels || columns.length > 1.5 * pixels) return undefined;
  const inside = (left: number, top: number): number =>
    columns.filter((column, i) => {
      const row = rows[i]!;
      return column >= left && column < left + width && row >= top && row < top + height;
    }).length;
  let [best, most] = [{ x: 0, y: 0 }, 0];
  const [x, y] = [median(columns) - (width - 1) / 2, median(rows) - (height - 1) / 2].map(Math.round) as [
    number,
    number,
  ];
  // Holes in it move the median by a pixel.
  for (const [dx, dy] of around) {
    const count = inside(x + dx, y + dy);
    if (count > most) [best, most] = [{ x: x + dx, y: y + dy }, count];
  }
  return most >= 0.8 * pixels ? best : undefined;
}

const around = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [dx, dy] as const));

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Pixels of a colour in a rectangle. */
export function countIn(
  picture: Uint8Array,
  side: number,
  color: number,
  [left, top, width, height]: readonly [number, number, number, number],
): number {
  let count = 0;
  for (let y = top; y < top + height; y++)
    for (let x = left; x < left + width; x++) count += Number(picture[y * side + x] === color);
  return count;
}
