import { lengthOf, meanOf, pictureOf, type Played } from '../played.ts';

/** The share of pixels that differ from the nearest of many real pictures: what a smear or a ghost adds. */
export type Sharpness = {
  nearest: number;
  /** The same of the real game's pictures at that step: what is new in every game. */
  nearestOfTruth: number;
};

const marks = [100, 1000];

/** After 100 and after 1,000 own steps. */
export function measureSharpness(
  list: readonly Played[],
  library: readonly Uint8Array[],
): Record<string, Sharpness> {
  const rows: Record<string, Sharpness> = {};
  for (const mark of marks) {
    const reached = list.filter((played) => played.told + mark < lengthOf(played));
    if (reached.length === 0) continue;
    const mean = (pick: (played: Played) => Uint8Array): number =>
      meanOf(reached.map((one) => nearest(pictureOf(pick(one), one.told + mark, one.pixels), library)))!;
    rows[mark] = { nearest: mean(({ made }) => made), nearestOfTruth: mean(({ truth }) => truth.frames) };
  }
  return rows;
}

/** The smallest share of pixels that differ from one of a list. */
export function nearest(picture: Uint8Array, library: readonly Uint8Array[]): number {
  let least = picture.length;
  for (const real of library) {
    let count = 0;
    for (let i = 0; i < picture.length && count < least; i++) count += Number(picture[i] !== real[i]);
    least = Math.min(least, count);
  }
  return least / picture.length;
}
