import { FrameloomError } from '@frameloom/gpu';
import type { LevelRecording } from './level.ts';

/** Records the actions of a game from its start. */
export interface ActionRecorder {
  /** Begins to keep actions; the function returned ends it. Throws `invalid-argument` where steps were taken already. */
  begin(stepCount: number): () => LevelRecording;
  add(action: number): void;
  /** A game begins at a start. */
  restart(begun: { seed: number; start: number }): void;
  /** Ends a recording, since the game continues from a restored state. */
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
