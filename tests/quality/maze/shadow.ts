import { barLayout, type Wick } from '@frameloom/scenes/wick';
import { type Translator, wordsOf } from './codes.ts';

/** What a predicted game shows, compared with what the rules make of it over all steps so far. */
export type Agreement = { lives: boolean; power: boolean; score: boolean; player: boolean; cells: boolean };

/**
 * Plays by the rules beside a predicted game, from the same state and under the same actions. Only snuffers are taken over from
 * the prediction after each step, since where they go is chance; lives, light, score, cells and the flame never are, so that an
 * error stays one until the game's end.
 */
export type Shadow = {
  game: Wick;
  /** `next`: the predicted state after `action`. */
  step(action: number, next: Uint32Array): Agreement;
};

/** Undefined where `words` is no state of the game. */
export function createShadow(translator: Translator, words: Uint32Array): Shadow | undefined {
  const game = translator.toGame(words);
  if (!game) return undefined;
  const seen = new Set(Array.from(wordsOf(words).cells, (code, i) => (code > 0 ? i : -1)));
  return {
    game,
    step(action, next) {
      game.step(action);
      const expected = wordsOf(translator.toWords(game.state, 0, seen));
      const got = wordsOf(next);
      const same = (part: 'bar' | 'cells' | 'player', at: number, count: number): boolean =>
        expected[part].subarray(at, at + count).every((word, i) => word === got[part][at + i]);
      const { lives, power, score } = barLayout;
      const agreement = {
        lives: same('bar', lives.at, lives.count),
        power: same('bar', power.at, power.count),
        score: same('bar', score.at, score.count),
        player: same('player', 0, 2),
        cells: same('cells', 0, expected.cells.length),
      };
      translator
        .readChasers(next)
        .forEach((chaser, kind) => Object.assign(game.state.chasers[kind]!, chaser));
      return agreement;
    },
  };
}

/** Whether the bar is one that the game can show. */
export function isLegalBar(translator: Translator, words: Uint32Array): boolean {
  const game = translator.toGame(words);
  if (!game || game.state.lives === 0) return false;
  const { bar } = wordsOf(translator.toWords(game.state, 0, new Set()));
  return bar.every((code, i) => code === wordsOf(words).bar[i]);
}
