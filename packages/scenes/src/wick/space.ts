import { directions, mazeSize } from './maze.ts';

/** Positions count in units of two pixels: four to a cell. */
export const unitsPerCell = 4;
/** Units of the world's side. */
export const worldUnits: number = mazeSize * unitsPerCell;

/** Moves by one unit along the heading, over the edge if need be. */
export function advance(mover: { x: number; y: number; heading: number }): void {
  const [dx, dy] = directions[mover.heading]!;
  mover.x = (mover.x + dx + worldUnits) % worldUnits;
  mover.y = (mover.y + dy + worldUnits) % worldUnits;
}

/** The way from one place to another, the short way round, units: −48 to 47. */
export function offset(from: number, to: number): number {
  return ((to - from + worldUnits + worldUnits / 2) % worldUnits) - worldUnits / 2;
}

/** Distance in units, along the axes. */
export function farness(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.abs(offset(a.x, b.x)) + Math.abs(offset(a.y, b.y));
}
