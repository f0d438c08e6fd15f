import { FrameloomError } from '@frameloom/gpu';
import type { LevelRecording } from './level.ts';

/** Keeps the actions of a game that was begun at a start. */
export interface ActionRecorder {
  /** Begins to keep actions; the function returned ends it. Throws `invalid-argument` where steps were taken already. */
  begin(stepCount: number): () => LevelRecording;
  add(action: number): void;
  /** A game begins at a start. */
  restart(begun: { seed: number; start: number }): void;
  /** The game goes on from elsewhere: what comes is not part of a recording. */
  stop(): void;
}

/** Makes a recorder for a level. */
export function createActionRecorder(level: string, label: string): ActionRecorder {
  let begun = { seed: 1, start: 0 };
  let kept: number[] | undefined;
  return {
    begin(stepCount) {
      if (stepCount > 0) {
        throw new FrameloomError(
          'invalid-argument',
          `${label}: recording starts with a game. Call reset() before recordActions().`,
        );
      }
      const actions: number[] = [];
      const from = begun;
      kept = actions;
      return () => {
        if (kept === actions) kept = undefined;
        return { level, ...from, actions };
      };
    },
    add: (action) => void kept?.push(action),
    restart(next) {
      begun = next;
      kept = undefined;
    },
    stop: () => (kept = undefined),
  };
}
