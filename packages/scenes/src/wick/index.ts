export { cellPixels, ember, floor, lantern, palette, type Picture, spritePixels, walls } from './art.ts';
export { barLayout, burningPictures, digitPictures, lifePicture, powerPictures } from './bar.ts';
export { type Bot, botNames, createBot, thereAndBack } from './bots.ts';
export { createBuilder } from './builder.ts';
export { touches } from './chasers.ts';
export { type Chronicle, createChronicle, type Happening, happenings } from './chronicle.ts';
export { type Coincidence, coincidenceNames, isAboutToEat, setCoincidence } from './coincidences.ts';
export { cellAt, createMaze, directions, mazeSize, tile } from './maze.ts';
export { createRandom, type Random } from './random.ts';
export { farness, offset, unitsPerCell, worldUnits } from './space.ts';
export { chaserSprite, dazedSprite } from './sprites.ts';
export {
  barHeight,
  barPictures,
  cellPicture,
  chaserLook,
  colorFrame,
  drawFrame,
  frameHeight,
  frameWidth,
  playerLeft,
  playerLook,
  playerTop,
  readChaserLook,
  readPlayerLook,
} from './view.ts';
export type { Chaser, WickState } from './state.ts';
export { actions, createWick, type Wick } from './wick.ts';
