/**
 * Wick's pictures, drawn by code: every pixel is an index of {@link palette}. −1 lets what is below show through.
 */
export const palette: readonly (readonly [number, number, number])[] = [
  [18, 12, 26], // 0 night
  [30, 21, 40], // 1 floor
  [37, 27, 48], // 2 floor, lighter
  [46, 74, 98], // 3 wall
  [66, 106, 128], // 4 wall, lit
  [31, 48, 72], // 5 wall, dark
  [112, 158, 164], // 6 edge
  [255, 176, 84], // 7 ember
  [190, 92, 48], // 8 ember, dim
  [255, 236, 170], // 9 glow
  [255, 206, 92], // 10 flame
  [250, 128, 50], // 11 flame, outer
  [255, 252, 236], // 12 white
  [206, 208, 224], // 13 pale flame
  [150, 156, 188], // 14 pale flame, outer
  [232, 84, 122], // 15 rose
  [82, 204, 186], // 16 teal
  [164, 118, 236], // 17 violet
  [160, 204, 84], // 18 lime
  [98, 122, 206], // 19 scared
  [22, 16, 34], // 20 ink
  [128, 116, 148], // 21 smoke
  [92, 82, 112], // 22 smoke, dark
  [126, 214, 236], // 23 lantern glass
  [240, 250, 255], // 24 lantern light
  [62, 50, 78], // 25 bar, empty
];

/** A picture of palette indices, row by row. */
export type Picture = { width: number; height: number; pixels: Int8Array };

/** Side of a cell's picture and of a picture in the bar above, pixels. */
export const cellPixels = 8;
/** Side of a mover's picture, pixels; it is centred on its cell. */
export const spritePixels = 10;

/** Draws with a function of x and y. */
export function draw(width: number, height: number, colorAt: (x: number, y: number) => number): Picture {
  const pixels = Int8Array.from({ length: width * height }, (_, i) =>
    colorAt(i % width, Math.floor(i / width)),
  );
  return { width, height, pixels };
}

/** Draws rows of letters, each of which stands for a colour; a dot lets through. */
export function letters(rows: readonly string[], colors: Readonly<Record<string, number>>): Picture {
  return draw(rows[0]!.length, rows.length, (x, y) => colors[rows[y]![x]!] ?? -1);
}

/** Floor, with a speck so that moving over it can be seen. */
const floorAt = (x: number, y: number): number => ((x === 1 && y === 6) || (x === 6 && y === 2) ? 2 : 1);

/** A wall whose open sides (bits: up, right, down, left) have a bright rim and round corners. */
function wall(open: number): Picture {
  const [up, right, down, left] = [0, 1, 2, 3].map((side) => ((open >> side) & 1) === 1);
  return draw(8, 8, (x, y) => {
    const corner =
      (up && left && x + y < 2) ||
      (up && right && 7 - x + y < 2) ||
      (down && left && x + 7 - y < 2) ||
      (down && right && 14 - x - y < 2);
    if (corner) return floorAt(x, y);
    if (up && y === 0) return 6;
    if (up && y === 1) return 4;
    if (left && x === 0) return 4;
    if (right && x === 7) return 5;
    if (down && y === 7) return 5;
    // Mortar.
    return (y === 4 && x % 4 !== 1) || (x === 2 && y > 4) || (x === 6 && y < 4 && y > 1) ? 5 : 3;
  });
}

/** Sixteen walls, by which sides are open. */
export const walls: readonly Picture[] = Array.from({ length: 16 }, (_, open) => wall(open));

export const floor: Picture = draw(8, 8, floorAt);

export const ember: Picture = draw(8, 8, (x, y) => {
  const [dx, dy] = [Math.abs(x - 3.5), Math.abs(y - 3.5)];
  if (dx < 1 && dy < 1) return 7;
  return dx + dy < 2.5 ? 8 : floorAt(x, y);
});

export const lantern: Picture = letters(
  ['fff66fff', 'ff6ff6ff', 'f6bbbb6f', 'f6bllb6f', 'f6bllb6f', 'f6bbbb6f', 'f666666f', 'ffffffff'],
  { f: 1, '6': 6, b: 23, l: 24 },
);
