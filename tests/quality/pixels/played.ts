import type { Episode } from '@frameloom/world';

/**
 * A game and what was predicted of it, in the game's colours. `made` is as long as the game's pictures: its first two are true, the
 * others up to number `told` were predicted from two true pictures each, all later ones from own pictures.
 */
export type Played = { truth: Episode; made: Uint8Array; told: number; pixels: number };

/** True pictures at the beginning that nothing was predicted for. */
export const given = 2;

/** A picture of a list. */
export function pictureOf(frames: Uint8Array, number: number, pixels: number): Uint8Array {
  return frames.subarray(number * pixels, (number + 1) * pixels);
}

/** A picture that own predictions show, or the true one that they began with. */
export function ownPicture({ truth, made, told, pixels }: Played, number: number): Uint8Array {
  return pictureOf(number > told ? made : truth.frames, number, pixels);
}

/** Numbers of the true pictures. */
export function lengthOf({ truth, pixels }: Played): number {
  return truth.frames.length / pixels;
}

/** Copying the last picture, as a prediction. */
export function copyLast({ truth, told, pixels }: Played): Played {
  const made = truth.frames.slice();
  const count = made.length / pixels;
  for (let at = count - 1; at >= given; at--)
    made.set(pictureOf(truth.frames, Math.min(at - 1, told), pixels), at * pixels);
  return { truth, made, told, pixels };
}

/** The mean; null of nothing. */
export function meanOf(values: readonly number[]): number | null {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}
