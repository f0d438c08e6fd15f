/** Pixels of some steps: that change and follow a true picture, those of them that are right; that follow an own picture, those that are right. */
export type Counts = readonly [changed: number, right: number, own: number, ownRight: number];

/**
 * How many steps there are from one true picture that goes in to the next, own predictions between them: one, until most of what changes
 * is right, or half of the run is over; then more as long as own pictures stay right. As in models/circuit: a network that follows its
 * own bad pictures learns to be vague.
 */
export type Curriculum = {
  readonly length: number;
  /** Averages: of pixels that change, those that are right after a true picture; of all, those that are right after an own one. */
  readonly changes: number;
  readonly own: number;
  /** Hears of `steps` steps. */
  follow(counts: Counts, steps: number, progress: number): void;
};

const [begin, grow, wrong, follows] = [0.85, 1.01, 1.28, 0.05];

/** @param changing The part of all pixels that change in a step. */
export function createCurriculum(longest: number, changing: number): Curriculum {
  let [length, changes, own] = [1, 0, 0];
  return {
    get length() {
      return length;
    },
    get changes() {
      return changes;
    },
    get own() {
      return own;
    },
    follow([changed, right, free, freeRight], steps, progress) {
      const share = 1 - (1 - follows) ** steps;
      if (changed > 0) changes += share * (right / changed - changes);
      if (free > 0) own += share * (freeRight / free - own);
      if (length === 1 && changes < begin && progress < 0.5) return;
      if (length === 1) own = 1;
      const factor = grow ** steps;
      const isRight = own >= 1 - wrong * changing;
      length = Math.min(longest, Math.max(1, isRight ? length * factor : length / factor));
    },
  };
}
