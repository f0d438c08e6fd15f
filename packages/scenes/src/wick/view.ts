import { cellPixels, ember, floor, lantern, palette, spritePixels, walls, type Picture } from './art.ts';
import {
  barLayout,
  blankPicture,
  burningPictures,
  digitPictures,
  goneLifePicture,
  lifePicture,
  powerPictures,
  scorePicture,
} from './bar.ts';
import { cellAt, directions, mazeSize, tile } from './maze.ts';
import { chaserSprite, dazedSprite, playerSprite } from './sprites.ts';
import { offset } from './space.ts';
import type { Chaser, WickState } from './state.ts';

/** Pixels of the picture: a bar of one cell's height, and the cellar around the flame. */
export const frameWidth = 128;
export const frameHeight = 128;
/** Rows of the bar above. */
export const barHeight: number = cellPixels;
const unitPixels = 2;
/** Pixels from the picture's left and from below the bar to the player's cell. */
export const playerLeft = 60;
export const playerTop = 56;
const worldPixels = mazeSize * cellPixels;

/** Number of the player's look: flicker, heading, pale. */
export function playerLook({ player, tick }: WickState): number {
  return tick + 4 * player.heading + (player.pale ? 16 : 0);
}

/** What {@link playerLook} made a number of. */
export function readPlayerLook(look: number): { tick: number; heading: number; pale: boolean } {
  return { tick: look & 3, heading: (look >> 2) & 3, pale: look >= 16 };
}

/** Number of a snuffer's look: 0–3 by heading, 4–7 scared, 8–15 dazed. */
export function chaserLook({ heading, scared, dazed }: Chaser): number {
  if (dazed > 0) return 7 + dazed;
  return heading + (scared ? 4 : 0);
}

/** What {@link chaserLook} made a number of; who is dazed heads nowhere. */
export function readChaserLook(look: number): { heading: number; scared: boolean; dazed: number } {
  return look >= 8
    ? { heading: 0, scared: false, dazed: look - 7 }
    : { heading: look & 3, scared: look >= 4, dazed: 0 };
}

/** Draws the game as palette indices, `frameWidth` × `frameHeight`. */
export function drawFrame(state: WickState, frame: Uint8Array): void {
  const { player, chasers, tiles } = state;
  drawCells(frame, tiles, player);
  const sprite = (mover: { x: number; y: number }, picture: Picture): void => {
    const border = (spritePixels - cellPixels) / 2;
    const x = playerLeft + offset(player.x, mover.x) * unitPixels - border;
    const y = barHeight + playerTop + offset(player.y, mover.y) * unitPixels - border;
    stamp(frame, picture, x, y, barHeight);
  };
  chasers.forEach((chaser, kind) => {
    const step = ((chaser.x + chaser.y) >> 1) & 1;
    sprite(
      chaser,
      chaser.dazed > 0
        ? dazedSprites[kind]![chaser.dazed]!
        : chaserSprites[kind]![chaserLook(chaser) * 2 + step]!,
    );
  });
  sprite(player, playerSprites[playerLook(state)]!);
  barPictures(state).forEach((picture, i) => stamp(frame, picture, i * cellPixels, 0, 0));
}

/** The sixteen pictures of the bar. */
export function barPictures({ lives, burn, power, score }: WickState): Picture[] {
  const life = (i: number): Picture => {
    if (i < lives) return lifePicture;
    if (i === lives && burn > 0) return burningPictures[burn]!;
    return i < 3 ? goneLifePicture : blankPicture;
  };
  const { lives: lifeCells, power: powerCells, score: scoreCells } = barLayout;
  const pictures = Array.from({ length: 16 }, () => blankPicture);
  for (let i = 0; i < lifeCells.count; i++) pictures[lifeCells.at + i] = life(i);
  for (let i = 0; i < powerCells.count; i++) {
    pictures[powerCells.at + i] = powerPictures[Math.max(0, Math.min(8, power - 8 * i))]!;
  }
  pictures[scoreCells.at - 1] = scorePicture;
  for (let i = 0; i < scoreCells.count; i++) {
    const digit = Math.floor(score / 10 ** (scoreCells.count - 1 - i)) % 10;
    pictures[scoreCells.at + i] = digitPictures[digit]!;
  }
  return pictures;
}

/** The picture of a cell, which for a wall depends on its neighbours. */
export function cellPicture(tiles: Uint8Array, x: number, y: number): Picture {
  switch (tiles[cellAt(x, y)]) {
    case tile.floor:
      return floor;
    case tile.ember:
      return ember;
    case tile.lantern:
      return lantern;
    default: {
      const open = directions.reduce(
        (bits, [dx, dy], side) => bits | (tiles[cellAt(x + dx, y + dy)] === tile.wall ? 0 : 1 << side),
        0,
      );
      return walls[open]!;
    }
  }
}

/** Palette indices to RGBA bytes. */
export function colorFrame(frame: Uint8Array, rgba: Uint8ClampedArray): void {
  frame.forEach((color, i) => {
    const [r, g, b] = palette[color]!;
    rgba.set([r, g, b, 255], 4 * i);
  });
}

const playerSprites = Array.from({ length: 32 }, (_, look) =>
  playerSprite((look >> 2) & 3, look & 3, look >= 16),
);
const chaserSprites = [0, 1, 2, 3].map((kind) =>
  Array.from({ length: 16 }, (_, i) => chaserSprite(kind, (i >> 1) & 3, i >= 8, i & 1)),
);
const dazedSprites = [0, 1, 2, 3].map((kind) =>
  Array.from({ length: 9 }, (_, level) => dazedSprite(kind, level)),
);

function drawCells(frame: Uint8Array, tiles: Uint8Array, player: { x: number; y: number }): void {
  const left = player.x * unitPixels - playerLeft + worldPixels;
  const top = player.y * unitPixels - playerTop + worldPixels;
  for (let y = Math.floor(top / cellPixels); y * cellPixels < top + frameHeight - barHeight; y++) {
    for (let x = Math.floor(left / cellPixels); x * cellPixels < left + frameWidth; x++) {
      stamp(
        frame,
        cellPicture(tiles, x, y),
        x * cellPixels - left,
        barHeight + y * cellPixels - top,
        barHeight,
      );
    }
  }
}

/** Puts a picture on the frame, cut off at its borders and at row `from`. */
function stamp(frame: Uint8Array, picture: Picture, left: number, top: number, from: number): void {
  const { width, height, pixels } = picture;
  for (let y = Math.max(0, from - top); y < height && top + y < frameHeight; y++) {
    for (let x = Math.max(0, -left); x < width && left + x < frameWidth; x++) {
      const color = pixels[y * width + x]!;
      if (color >= 0) frame[(top + y) * frameWidth + left + x] = color;
    }
  }
}
