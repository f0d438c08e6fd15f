import type { Gpu } from '@frameloom/gpu';
import type { Level } from '@frameloom/world';
import {
  type botNames,
  cellAt,
  colorFrame,
  createBot,
  createRandom,
  createWick,
  drawFrame,
  frameHeight,
  frameWidth,
  mazeSize,
  thereAndBack,
  unitsPerCell,
  type Wick,
  type WickState,
} from '@frameloom/scenes/wick';
import { readPicture } from '../../gpu/world/pictures.ts';
import type { Translator } from './codes.ts';
import {
  freeCells,
  isCrisp,
  isInView,
  psnrOf,
  readTile,
  stepBetween,
  tileNumbers,
  trueTile,
  type Rgba,
} from './look.ts';
import { judge, type Judgement } from './rules.ts';
import type { Tallies } from './tallies.ts';

/** What is measured with. */
export type Bench = {
  gpu: Gpu;
  level: Level;
  translator: Translator;
  onPicture?(name: string, truth: Rgba, predicted: Rgba): void;
  /** A predicted step that the rules would not have made: what was judged wrong, and the states before and after. */
  onMistake?(mistake: Mistake): void;
};

/** See {@link Bench.onMistake}; states are undefined where they are none that the game knows. */
export type Mistake = {
  game: string;
  step: number;
  action: number;
  wrong: string[];
  before: WickState | undefined;
  after: WickState | undefined;
};

/** A real game that was looked at all over, and what was seen of it. */
export type Toured = { game: Wick; seen: Set<number> };

/** Steps of the tour before anything is predicted. */
const tourSteps = 500;

/** Plays a game until all of its world was in view. */
export function tour(seed: number): Toured {
  const game = createWick({ seed });
  const bot = createBot('tour', seed);
  const seen = new Set<number>();
  for (let i = 0; i < tourSteps; i++) {
    const { x, y } = game.state.player;
    if (x % unitsPerCell === 0 && y % unitsPerCell === 0) {
      for (let dy = -7; dy <= 7; dy++) {
        for (let dx = -7; dx <= 7; dx++) seen.add(cellAt(x / unitsPerCell + dx, y / unitsPerCell + dy));
      }
    }
    if (seen.size === mazeSize * mazeSize && x % unitsPerCell === 0 && y % unitsPerCell === 0) break;
    game.step(bot(game.state));
  }
  return { game, seen };
}

/** Free-running predictions beside one real game under the same actions. */
export async function measureGame(
  bench: Bench,
  seed: number,
  bot: (typeof botNames)[number],
  steps: number,
  tallies: Tallies,
): Promise<void> {
  const toured = tour(seed);
  // All lengths share one game and one list of actions; the game goes on from the tour's end. Short rollouts start again
  // from the true state so often that there are samples enough.
  const short = { every: 20, checkpoints: [1, 10], tallies };
  await run(bench, toured, seed, bot, { ...short, steps: Math.min(steps, 200) });
  await run(bench, toured, seed, bot, {
    steps: Math.min(steps, 600),
    every: 100,
    checkpoints: [1, 10, 100],
    tallies,
  });
  await run(bench, toured, seed, bot, { steps, every: steps, checkpoints: [steps], tallies, events: true });
  await chase(bench, toured, seed, Math.min(steps, 500), tallies);
}

/** Runs after the predicted snuffers: being caught is rare in play, and this is about nothing else. */
async function chase(
  bench: Bench,
  { game, seen }: Toured,
  seed: number,
  steps: number,
  tallies: Tallies,
): Promise<void> {
  const { level, translator } = bench;
  const play = createBot('reckless', seed + 17);
  let words = translator.toWords(game.state, seed, seen);
  level.restore(new Uint8Array(words.slice().buffer));
  for (let i = 0; i < steps; i++) {
    const before = translator.toGame(words);
    const action = before ? play(before.state) : 0;
    level.step(action);
    const next = await level.readState();
    const judgement = look(bench, `${seed} chased`, i, words, next, action);
    tallies.lives(judgement);
    words = next;
  }
}

/** Judges a predicted step, and hands on what was wrong with it. */
function look(
  { translator, onMistake }: Bench,
  game: string,
  step: number,
  words: Uint32Array,
  next: Uint32Array,
  action: number,
): Judgement | undefined {
  const [before, after] = [translator.toGame(words), translator.toGame(next)];
  const known = before && structuredClone(before.state);
  const judgement = before && after && judge(before, after.state, action);
  const wrong = judgement
    ? Object.entries(judgement).flatMap(([name, isRight]) => (isRight === false ? [name] : []))
    : ['unknown'];
  if (wrong.length > 0) onMistake?.({ game, step, action, wrong, before: known, after: after?.state });
  return judgement;
}

type Run = {
  steps: number;
  every: number;
  checkpoints: readonly number[];
  tallies: Tallies;
  events?: boolean;
};

async function run(
  bench: Bench,
  { game: from, seen }: Toured,
  seed: number,
  bot: (typeof botNames)[number],
  { steps, every, checkpoints, tallies, events = false }: Run,
): Promise<void> {
  const { gpu, level, translator, onPicture } = bench;
  const game = from.clone();
  const play = createBot(bot, seed + 17);
  let before: Rgba | undefined;
  let truthBefore: Rgba | undefined;
  let words: Uint32Array | undefined;
  for (let i = 0; i < steps; i++) {
    const age = i % every;
    if (age === 0) {
      words = translator.toWords(game.state, seed + i, seen);
      level.restore(new Uint8Array(words.slice().buffer));
      before = truthBefore = undefined;
    }
    const action = play(game.state);
    game.step(action);
    level.step(action);
    const checkpoint = checkpoints.find(
      (n) => age + 1 === n || (n >= 100 && age + 1 > 0.9 * n && age + 1 <= n),
    );
    if (!events && checkpoint === undefined) continue;
    const predicted = await readPicture(gpu.device, level.output);
    const next = await level.readState();
    const truth = draw(game);
    const real = translator.toGame(next);
    if (checkpoint !== undefined) compare(tallies.at(checkpoint), game, truth, predicted, real);
    if (events) {
      tallies.events(
        look(bench, `${seed} ${bot}`, i, words!, next, action),
        showsRightCount(predicted, real),
      );
      if (before && truthBefore)
        tallies.actions(stepBetween(before, predicted) === stepBetween(truthBefore, truth));
      if ([1, 10, 100, 300, steps].includes(age + 1))
        onPicture?.(`${seed} after ${age + 1}`, truth, predicted);
    } else tallies.at(checkpoint!).add('chaserCount', showsRightCount(predicted, real));
    words = next;
    [before, truthBefore] = [predicted, truth];
  }
}

export function draw(game: Wick): Rgba {
  const frame = new Uint8Array(frameWidth * frameHeight);
  const rgba = new Uint8ClampedArray(4 * frame.length);
  drawFrame(game.state, frame);
  colorFrame(frame, rgba);
  return new Uint8Array(rgba.buffer);
}

type Tally = ReturnType<Tallies['at']>;

/** Truth and prediction, cell by cell, where the player truly is. */
function compare(tally: Tally, { state }: Wick, truth: Rgba, predicted: Rgba, real: Wick | undefined): void {
  const movers = [
    state.player,
    ...state.chasers,
    ...(real ? [real.state.player, ...real.state.chasers] : []),
  ];
  let [walls, wallsRight] = [0, 0];
  const isEdible = (tile: number): boolean => tile === tileNumbers.ember || tile === tileNumbers.lantern;
  for (const place of freeCells(state.player, movers)) {
    const expected = trueTile(state, place);
    const { tile: got } = readTile(predicted, place, expected);
    tally.add('tileAccuracy', got === expected);
    const isRight = got < 16 ? got === expected : expected >= 16;
    tally.add('walls', isRight);
    walls++;
    if (isRight) wallsRight++;
    tally.pellet(isEdible(expected), isEdible(got));
  }
  // A player anywhere else sees other walls.
  tally.add('player', wallsRight >= 0.97 * walls);
  tally.psnr(psnrOf(truth, predicted));
}

/** Whether all snuffers that should be in view are, sharp, and nothing is there that is neither tile nor mover. */
function showsRightCount(picture: Rgba, real: Wick | undefined): boolean {
  if (!real) return false;
  const { player, chasers } = real.state;
  const inView = chasers.filter((chaser) => isInView(player, chaser));
  const crisp = inView.every((chaser) =>
    isCrisp(picture, player, chaser, chasers.indexOf(chaser), [
      player,
      ...chasers.filter((other) => other !== chaser),
    ]),
  );
  if (!crisp) return false;
  return freeCells(player, [player, ...chasers]).every(
    (place) => readTile(picture, place, trueTile(real.state, place)).off <= 3,
  );
}

/** Goes away and comes back the same way; returns the share of tiles that are as they truly are. */
export async function measureReturn(
  { gpu, level, translator }: Bench,
  seed: number,
  away: number,
): Promise<{ right: number; all: number }> {
  const { game: from, seen } = tour(seed);
  const game = from.clone();
  const random = createRandom(seed);
  while (game.state.player.x % unitsPerCell !== 0 || game.state.player.y % unitsPerCell !== 0) {
    game.step(game.state.player.heading + 1);
  }
  level.restore(new Uint8Array(translator.toWords(game.state, seed, seen).buffer));
  for (const action of thereAndBack(game.state, Math.round(away / (2 * unitsPerCell)), random.below)) {
    game.step(action);
    level.step(action);
  }
  const real = translator.toGame(await level.readState());
  const predicted = await readPicture(gpu.device, level.output);
  const movers = [
    game.state.player,
    ...game.state.chasers,
    ...(real ? [real.state.player, ...real.state.chasers] : []),
  ];
  let [right, all] = [0, 0];
  for (const place of freeCells(game.state.player, movers)) {
    const expected = trueTile(game.state, place);
    all++;
    if (readTile(predicted, place, expected).tile === expected) right++;
  }
  return { right, all };
}

/** Steps from a key until the picture moves, standing at a crossing. */
export async function measureLatency({ gpu, level, translator }: Bench, seed: number): Promise<number> {
  const { game, seen } = tour(seed);
  level.restore(new Uint8Array(translator.toWords(game.state, seed, seen).buffer));
  const [first = 1] = thereAndBack(game.state, 1, createRandom(seed).below);
  level.step(0);
  let before = await readPicture(gpu.device, level.output);
  for (let i = 1; i <= 16; i++) {
    level.step(first);
    const after = await readPicture(gpu.device, level.output);
    if (stepBetween(before, after) === first) return i;
    before = after;
  }
  return 16;
}
