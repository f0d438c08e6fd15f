import type { Episode } from '@frameloom/world';
import type { KnownGame } from './games/index.ts';
import type { Attempt } from './player.ts';

/** Counts the states from which two opposite actions part as they do in the real game. */
export interface Parting {
  /** Tries a state. Where the real game's actions do not part, as at a wall, it does not count. */
  attempt(truth: Episode, at: number, level: Attempt): Promise<void>;
  readonly states: number;
  /** The share that is right; null of none. */
  readonly share: number | null;
}

/** @param every Steps from one state that is tried to the next. */
export function createParting({ opposed, replay }: KnownGame, every = 4): Parting {
  const { actions, steps, read } = opposed;
  let [states, right] = [0, 0];
  const isParted = ([first, second]: readonly Uint8Array[]): boolean => {
    const [low, high] = [read(first!), read(second!)];
    return low !== undefined && high !== undefined && low < high;
  };
  return {
    get states() {
      return states;
    },
    get share() {
      return states > 0 ? right / states : null;
    },
    async attempt(truth, at, level) {
      if (at % every !== 0) return;
      const past = [...truth.actions.subarray(0, at)];
      const real = actions.map((action) =>
        replay(truth.seed, [...past, ...Array.from({ length: steps }, () => action)]),
      );
      if (!isParted(real)) return;
      states++;
      const made: Uint8Array[] = [];
      for (const action of actions) made.push(await level(action, steps));
      right += Number(isParted(made));
    },
  };
}
