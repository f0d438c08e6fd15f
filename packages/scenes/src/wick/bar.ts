import { draw, letters, type Picture } from './art.ts';

/** Three pixels wide and five high; bits of a row from the left. */
const digitRows: readonly (readonly number[])[] = [
  [7, 5, 5, 5, 7],
  [2, 6, 2, 2, 7],
  [7, 1, 7, 4, 7],
  [7, 1, 3, 1, 7],
  [5, 5, 7, 1, 1],
  [7, 4, 7, 1, 7],
  [7, 4, 7, 5, 7],
  [7, 1, 1, 2, 2],
  [7, 5, 7, 5, 7],
  [7, 5, 7, 1, 7],
];

const candle: readonly string[] = [
  '........',
  '...o....',
  '...yo...',
  '..oyy...',
  '...ww...',
  '...ww...',
  '...ww...',
  '........',
];

const night = 0;
const onNight = (picture: Picture): Picture => ({
  ...picture,
  pixels: picture.pixels.map((color) => (color < 0 ? night : color)),
});

/** Which of the bar's sixteen cells show what: the first, and how many. */
export const barLayout = {
  lives: { at: 0, count: 4 },
  power: { at: 5, count: 5 },
  score: { at: 12, count: 4 },
} as const;

/** A digit of the score. */
export const digitPictures: readonly Picture[] = digitRows.map((rows) =>
  draw(8, 8, (x, y) => {
    const [column, row] = [x - 2, y - 1];
    const isOn = column >= 0 && column < 3 && row >= 0 && row < 5 && ((rows[row]! >> (2 - column)) & 1) === 1;
    return isOn ? 9 : night;
  }),
);

/** A life: a candle. */
export const lifePicture: Picture = onNight(letters(candle, { o: 11, y: 10, w: 12 }));
/** A life that is gone. */
export const goneLifePicture: Picture = onNight(letters(candle, { w: 25 }));
/** A life that burns down, `level` 1 to 8. */
export const burningPictures: readonly Picture[] = Array.from({ length: 9 }, (_, level) =>
  draw(8, 8, (x, y) => {
    if (x < 3 || x > 4) return night;
    return 8 - y <= level ? (y === 8 - level ? 7 : 15) : night;
  }),
);
/** A piece of the power bar, filled by 0 to 8 pixels. */
export const powerPictures: readonly Picture[] = Array.from({ length: 9 }, (_, filled) =>
  draw(8, 8, (x, y) => (y < 2 || y > 5 ? night : x < filled ? (y === 2 ? 24 : 23) : 25)),
);
export const blankPicture: Picture = draw(8, 8, () => night);
/** Stands before the score. */
export const scorePicture: Picture = draw(8, 8, (x, y) => {
  const distance = Math.abs(x - 4.5) + Math.abs(y - 3.5);
  return distance < 1.5 ? 7 : distance < 2.6 ? 8 : night;
});
