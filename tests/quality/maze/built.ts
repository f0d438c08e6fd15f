import {
  type Coincidence,
  coincidenceNames,
  createBot,
  createBuilder,
  createRandom,
  createWick,
  isAboutToEat,
  mazeSize,
  setCoincidence,
  type Wick,
} from '@frameloom/scenes/wick';
import { wordsOf } from './codes.ts';
import type { Bench } from './measure.ts';
import { createShadow, isLegalBar } from './shadow.ts';

const everywhere = new Set(Array.from({ length: mazeSize * mazeSize }, (_, i) => i));
/** Steps that are judged from each built state. */
const judged = 2;

/** States that play rarely leads to, and what was right after one step and after both; shares. */
export type BuiltFigures = { states: number; lives: number; score: number };

/** A game in the middle of things, in which a moment was set. */
export function buildMoment(name: Coincidence, seed: number): Wick {
  const random = createRandom(seed);
  const game = createWick({ seed, scattered: true });
  createBuilder(game, seed);
  const bot = createBot('clever', seed);
  const wait = random.below(40);
  const isSoon = (step: number): boolean =>
    step < wait || (name === 'pickUp' && !isAboutToEat(game.state) && step < 400);
  for (let step = 0; isSoon(step); step++) game.step(bot(game.state));
  setCoincidence(game.state, name, random);
  return game;
}

/** Lives and score in the first steps from built states. */
export async function measureBuilt(
  { level, translator, onMistake }: Bench,
  name: Coincidence,
  first: number,
  states: number,
): Promise<BuiltFigures> {
  const right = { lives: 0, score: 0 };
  for (let seed = first; seed < first + states; seed++) {
    const { state } = buildMoment(name, seed);
    const words = translator.toWords(state, seed, everywhere);
    const shadow = createShadow(translator, words)!;
    level.restore(new Uint8Array(words.buffer));
    const wrong = new Set<'lives' | 'score'>();
    // On: who is about to eat should eat.
    const action = state.player.heading + 1;
    for (let step = 0; step < judged; step++) {
      level.step(action);
      const next = await level.readState();
      const found = shadow.step(action, next);
      for (const part of ['lives', 'score'] as const) if (!found[part]) wrong.add(part);
    }
    for (const part of ['lives', 'score'] as const) if (!wrong.has(part)) right[part]++;
    if (wrong.size > 0)
      onMistake?.({
        game: `${seed} ${name}`,
        step: 0,
        action,
        wrong: [...wrong],
        before: state,
        after: undefined,
      });
  }
  return { states, lives: right.lives / states, score: right.score / states };
}

/**
 * Bars that the game cannot show, one to four of their cells spoilt: the share that is a bar of the game after one step and
 * after two.
 */
export async function measureMending(
  { level, translator, codes }: Bench & { codes: number },
  first: number,
  count: number,
): Promise<{ bars: number; afterOne: number; afterTwo: number }> {
  const legal = [0, 0];
  let bars = 0;
  for (let seed = first; bars < count; seed++) {
    const random = createRandom(seed ^ 0xbad);
    const { state } = buildMoment(random.pick(coincidenceNames), seed);
    const words = translator.toWords(state, seed, everywhere);
    const { bar } = wordsOf(words);
    for (let i = random.below(4); i >= 0; i--) bar[random.below(bar.length)] = 1 + random.below(codes - 1);
    if (isLegalBar(translator, words)) continue;
    bars++;
    level.restore(new Uint8Array(words.buffer));
    for (let step = 0; step < 2; step++) {
      level.step(random.below(5));
      if (isLegalBar(translator, await level.readState())) legal[step]!++;
    }
  }
  return { bars, afterOne: legal[0]! / bars, afterTwo: legal[1]! / bars };
}
