import type { Random } from '../kit/prng.ts';
import type { Play } from './game.ts';

/** Kinds of players: `streaky` is good for a while and then bad; `still` does mostly nothing, `nobody` never anything. */
export const players = ['good', 'fair', 'streaky', 'wild', 'still', 'nobody'] as const;
/** Who plays in turn where a game is learned, so that every situation is seen. */
export const mixture = 'good,fair,streaky,wild,streaky,still';
export type PlayerName = (typeof players)[number];

/** Somebody who plays: gives the number of the next action. */
export function createPlayer(name: PlayerName, random: Random): (play: Play) => number {
  let [left, skill, held] = [0, 0.5, 0];
  return (play) => {
    if (name === 'nobody') return 0;
    if (name === 'good') return play.advise(random, 0.97);
    if (name === 'fair') return play.advise(random, 0.75);
    if (left-- <= 0) {
      left = 10 + random.int(60);
      skill = random.next();
      held = play.advise(random, 0);
    }
    if (name === 'streaky') return play.advise(random, skill);
    // Keys are held for some steps.
    if (random.next() < 0.15) held = play.advise(random, 0);
    return name === 'still' && skill < 0.7 ? 0 : held;
  };
}
