// Reads pictures: which tile a cell shows, and whether movers are crisp. Which cells are free of movers, and where movers should
// be, follows from places that the caller gives.
import {
  barHeight,
  cellPicture,
  cellPixels,
  type Chaser,
  chaserSprite,
  dazedSprite,
  ember,
  floor,
  frameHeight,
  frameWidth,
  lantern,
  offset,
  palette,
  type Picture,
  playerLeft,
  playerTop,
  spritePixels,
  walls,
  type WickState,
} from '@frameloom/scenes/wick';

/** RGBA of a picture, `frameWidth` × `frameHeight`. */
export type Rgba = Uint8Array;

/** Numbers of the tiles: 0–15 walls, then floor, ember, lantern. */
export const tileNumbers = { floor: 16, ember: 17, lantern: 18 } as const;
const tiles = [...walls, floor, ember, lantern];
const colors = tiles.map(({ pixels }) =>
  Float64Array.from(Array.from(pixels).flatMap((color) => [...palette[color]!])),
);

/** A difference of a channel that the eye would call another colour, of 255. */
const visible = 48;

export type Mover = { x: number; y: number };
type Place = { cellX: number; cellY: number; left: number; top: number };

/** Cells that are whole in view when the player is there, and not touched by any of the movers. */
export function freeCells(player: Mover, movers: readonly Mover[]): Place[] {
  const [left, top] = [player.x * 2 - playerLeft, player.y * 2 - playerTop];
  const places: Place[] = [];
  const border = (spritePixels - cellPixels) / 2;
  const spots = movers.map((mover) => ({
    x: playerLeft + 2 * offset(player.x, mover.x) - border,
    y: barHeight + playerTop + 2 * offset(player.y, mover.y) - border,
  }));
  for (let y = Math.ceil(top / cellPixels); (y + 1) * cellPixels <= top + frameHeight - barHeight; y++) {
    for (let x = Math.ceil(left / cellPixels); (x + 1) * cellPixels <= left + frameWidth; x++) {
      const place = {
        cellX: x,
        cellY: y,
        left: x * cellPixels - left,
        top: barHeight + y * cellPixels - top,
      };
      const isTouched = spots.some(
        (spot) =>
          spot.x < place.left + cellPixels &&
          spot.x + spritePixels > place.left &&
          spot.y < place.top + cellPixels &&
          spot.y + spritePixels > place.top,
      );
      if (!isTouched) places.push(place);
    }
  }
  return places;
}

/** The number of the tile that a cell shows, and how many of its pixels are of visibly another colour. */
export function readTile(picture: Rgba, { left, top }: Place, guess: number): { tile: number; off: number } {
  const compare = (color: Float64Array, most: number): { sum: number; off: number } => {
    let [sum, off] = [0, 0];
    for (let y = 0; y < cellPixels && sum < most; y++) {
      for (let x = 0; x < cellPixels; x++) {
        const at = 4 * ((top + y) * frameWidth + left + x);
        const to = 3 * (y * cellPixels + x);
        let worst = 0;
        for (let c = 0; c < 3; c++) {
          const error = Math.abs(picture[at + c]! - color[to + c]!);
          sum += error * error;
          worst = Math.max(worst, error);
        }
        if (worst > visible) off++;
      }
    }
    return { sum, off };
  };
  const first = compare(colors[guess]!, Infinity);
  if (first.off === 0) return { tile: guess, off: 0 };
  let best = { tile: guess, ...first };
  colors.forEach((color, tile) => {
    const found = compare(color, best.sum);
    if (found.sum < best.sum) best = { tile, ...found };
  });
  return { tile: best.tile, off: best.off };
}

/** The number of the tile that the game shows. */
export function trueTile(state: WickState, { cellX, cellY }: Place): number {
  return tiles.indexOf(cellPicture(state.tiles, cellX, cellY));
}

/** Whether a mover's picture is where it should be, in its colours; what others cover is left out. Partly out of view counts as well. */
export function isCrisp(
  picture: Rgba,
  player: Mover,
  chaser: Chaser,
  kind: number,
  others: readonly Mover[],
): boolean {
  const step = ((chaser.x + chaser.y) >> 1) & 1;
  const sprite: Picture =
    chaser.dazed > 0
      ? dazedSprite(kind, chaser.dazed)
      : chaserSprite(kind, chaser.heading, chaser.scared, step);
  const spotOf = (mover: Mover): { x: number; y: number } => ({
    x: playerLeft + 2 * offset(player.x, mover.x) - 1,
    y: barHeight + playerTop + 2 * offset(player.y, mover.y) - 1,
  });
  const spot = spotOf(chaser);
  const covers = others.map(spotOf);
  let [seen, off] = [0, 0];
  for (let i = 0; i < spritePixels * spritePixels; i++) {
    const color = sprite.pixels[i]!;
    const [x, y] = [spot.x + (i % spritePixels), spot.y + Math.floor(i / spritePixels)];
    if (color < 0 || x < 0 || y < barHeight || x >= frameWidth || y >= frameHeight) continue;
    if (covers.some((c) => x >= c.x && x < c.x + spritePixels && y >= c.y && y < c.y + spritePixels))
      continue;
    seen++;
    const at = 4 * (y * frameWidth + x);
    if (palette[color]!.some((value, c) => Math.abs(value - picture[at + c]!) > visible)) off++;
  }
  return off <= seen * 0.1;
}

/** Whether a mover is in view, in part at least. */
export function isInView(player: Mover, mover: Mover): boolean {
  const [x, y] = [2 * offset(player.x, mover.x), 2 * offset(player.y, mover.y)];
  return (
    x > -playerLeft - 9 &&
    x < frameWidth - playerLeft + 1 &&
    y > -playerTop - 9 &&
    y < frameHeight - barHeight - playerTop + 1
  );
}

/** PSNR of two pictures, dB; at most 99. */
export function psnrOf(a: Rgba, b: Rgba): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) if (i % 4 !== 3) sum += (a[i]! - b[i]!) ** 2;
  return Math.min(99, 10 * Math.log10((255 * 255) / (sum / ((a.length * 3) / 4))));
}

/** The step in units by which the world moved between two pictures: the one of five that leaves least difference. */
export function stepBetween(before: Rgba, after: Rgba): number {
  const steps = [
    [0, 0],
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ] as const;
  const errors = steps.map(([dx, dy]) => {
    let sum = 0;
    for (let y = barHeight + 4; y < frameHeight - 4; y += 2) {
      for (let x = 4; x < frameWidth - 4; x += 2) {
        const a = 4 * ((y + 2 * dy) * frameWidth + x + 2 * dx);
        const b = 4 * (y * frameWidth + x);
        if (a < 0 || a >= before.length) continue;
        sum += Math.abs(before[a + 1]! - after[b + 1]!);
      }
    }
    return sum;
  });
  return errors.indexOf(Math.min(...errors));
}
