import type { Episode } from '@frameloom/world';

/** Where something is in a picture: pixels from its left and top to those of the thing. */
export type Place = { x: number; y: number };

/** Whether something happened from one picture to the next. */
export type EventReader = (before: Uint8Array, after: Uint8Array) => boolean;

/** The real game of a level of pixels, and how its pictures are read. Pictures are numbers of {@link KnownGame.palette}. */
export interface KnownGame {
  readonly name: string;
  readonly frame: { readonly width: number; readonly height: number };
  readonly palette: readonly (readonly number[])[];
  readonly actions: readonly string[];
  /** Who plays in turn while the level is judged. */
  readonly players: readonly string[];
  record(options: { seed: number; player: string; steps: number }): Episode;
  /** A game in which nobody does anything. */
  recordStill(options: { seed: number; steps: number }): Episode;
  /** The last picture of the game that `record` began with this seed, after other actions. */
  replay(seed: number, actions: ArrayLike<number>): Uint8Array;
  /** Where the player is; undefined where no picture of it can be made out, or two. */
  findPlayer?(picture: Uint8Array): Place | undefined;
  /** Whether the player went from one place to the next as nothing in the game does. */
  isJump?(before: Uint8Array, after: Uint8Array): boolean;
  /** The action that two pictures show: −1 for none of the game's, undefined where pictures cannot tell. */
  readAction?(before: Uint8Array, after: Uint8Array): number | undefined;
  /** A mishap, and something reached. */
  readonly events: { readonly hit: EventReader; readonly point?: EventReader };
  /** Two actions after which, held for some steps, a number that is read from the picture is smaller and larger. */
  readonly opposed: {
    readonly actions: readonly [number, number];
    readonly steps: number;
    read(picture: Uint8Array): number | undefined;
  };
  /** What is compared beside pixels: how far a picture is from the true one, by name. */
  apart(truth: Uint8Array, made: Uint8Array): Readonly<Record<string, number>>;
}
