import type { Settings } from './settings.ts';

/** The world's time, and how many more frames a paused page has to draw. */
export type Clock = {
  readonly seconds: number;
  /** Moves on by a frame; false when the picture may stay as it is. */
  advance(milliseconds: number, settings: Readonly<Settings>): boolean;
  /** Draws this many frames although paused, without moving the world. */
  owe(frames: number): void;
  /** Draws one frame although paused and moves the world by a sixtieth of a second. */
  step(): void;
};

/** Frames after which a temporal method has forgotten how it started. */
export const settleFrames = 16;

export function createClock(start: number): Clock {
  let seconds = start;
  let owed = 0;
  let steps = 0;
  return {
    get seconds() {
      return seconds;
    },
    advance(milliseconds, settings) {
      if (!settings.paused) {
        seconds += (milliseconds / 1000) * settings.speed;
        return true;
      }
      if (steps > 0) {
        steps -= 1;
        seconds += 1 / 60;
        return true;
      }
      if (owed === 0) return false;
      owed -= 1;
      return true;
    },
    owe(frames) {
      owed = Math.max(owed, frames);
    },
    step() {
      steps += 1;
    },
  };
}
