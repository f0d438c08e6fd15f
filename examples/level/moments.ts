import type { Level, LevelSnapshot } from '@frameloom/world';
import type { Truth } from './truth.ts';

/** One moment of the level, and of the real game with it, to come back to. */
export function createMoments(
  level: Level,
  truth: Truth,
  changed: () => void,
): { keep(): void; back(): void } {
  let kept: { moment: LevelSnapshot; truth: () => void } | undefined;
  return {
    keep() {
      if (level.isLost) return;
      kept?.moment.dispose();
      kept = { moment: level.snapshot(), truth: truth.keep() };
    },
    back() {
      if (!kept) return;
      level.restore(kept.moment);
      kept.truth();
      changed();
    },
  };
}
