import { botNames, cellAt, createBot, createWick, unitsPerCell } from '@frameloom/scenes/wick';
import { readPicture } from '../../gpu/world/pictures.ts';
import { freeCells, readTile, trueTile } from './look.ts';
import { type Bench, tour } from './measure.ts';
import { createShadow } from './shadow.ts';

/** What was right in every step of a game. */
export type WholeGame = { bot: (typeof botNames)[number]; lives: boolean; score: boolean; both: boolean };

/**
 * A predicted game from its first step to its last, against one that goes by the rules beside it. The bot sees the predicted
 * snuffers, so that it flees from them and runs after them.
 */
export async function measureWhole(
  { level, translator, onMistake }: Bench,
  seed: number,
  bot: (typeof botNames)[number],
  steps: number,
): Promise<WholeGame> {
  const { game, seen } = tour(seed);
  const words = translator.toWords(game.state, seed, seen);
  const shadow = createShadow(translator, words);
  if (!shadow) throw new Error('the real game is in a state that the dictionary does not know');
  level.restore(new Uint8Array(words.buffer));
  const play = createBot(bot, seed + 17);
  const right = { lives: true, score: true };
  for (let step = 0; step < steps && (right.lives || right.score); step++) {
    const before = structuredClone(shadow.game.state);
    const action = play(shadow.game.state);
    level.step(action);
    const next = await level.readState();
    const found = shadow.step(action, next);
    const wrong = (['lives', 'score'] as const).filter((name) => right[name] && !found[name]);
    for (const name of wrong) right[name] = false;
    const after = translator.toGame(next)?.state;
    if (wrong.length > 0) onMistake?.({ game: `${seed} ${bot} whole`, step, action, wrong, before, after });
  }
  return { bot, ...right, both: right.lives && right.score };
}

/** Shares of games in which lives, score and both were right to the end, of all games and by who played. */
export function describeWhole(games: readonly WholeGame[]): Record<string, unknown> {
  const share = (list: readonly WholeGame[], name: 'lives' | 'score' | 'both'): number =>
    list.filter((game) => game[name]).length / list.length;
  const of = (bot: string): readonly WholeGame[] => games.filter((game) => game.bot === bot);
  return {
    games: games.length,
    lives: share(games, 'lives'),
    score: share(games, 'score'),
    both: share(games, 'both'),
    bots: Object.fromEntries(
      botNames.filter((bot) => of(bot).length > 0).map((bot) => [bot, share(of(bot), 'both')]),
    ),
  };
}

const cellsOf = ({ x, y }: { x: number; y: number }): Set<number> => {
  const seen = new Set<number>();
  // What is whole in view around a flame in the middle of a cell.
  for (let dy = -7; dy <= 6; dy++) {
    for (let dx = -7; dx <= 7; dx++) seen.add(cellAt(x / unitsPerCell + dx, y / unitsPerCell + dy));
  }
  return seen;
};

/** Tiles in view that are right after 1, 40 and 120 steps from a start that knows no more than its first picture shows; shares. */
export async function measureFirstPicture(
  { gpu, level, translator }: Bench,
  first: number,
  games: number,
): Promise<Record<string, number>> {
  const counts = new Map([1, 40, 120].map((step) => [step, { right: 0, all: 0 }]));
  for (let seed = first; seed < first + games; seed++) {
    const game = createWick({ seed });
    const play = createBot('clever', seed + 17);
    level.restore(new Uint8Array(translator.toWords(game.state, seed, cellsOf(game.state.player)).buffer));
    for (let step = 1; step <= Math.max(...counts.keys()); step++) {
      const action = play(game.state);
      game.step(action);
      level.step(action);
      const count = counts.get(step);
      if (!count) continue;
      const predicted = await readPicture(gpu.device, level.output);
      const movers = [
        game.state.player,
        ...game.state.chasers,
        ...translator.readChasers(await level.readState()),
      ];
      for (const place of freeCells(game.state.player, movers)) {
        const expected = trueTile(game.state, place);
        count.all++;
        if (readTile(predicted, place, expected).tile === expected) count.right++;
      }
    }
  }
  return Object.fromEntries([...counts].map(([step, { right, all }]) => [step, right / all]));
}
