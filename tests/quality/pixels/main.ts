// `npm run quality -- --level models/circuit/crossing`: how long predicted pictures stay those of the real game under the same actions.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createGpu, type Gpu } from '@frameloom/gpu';
import { createEpisodeFile, type Episode, loadLevel } from '@frameloom/world';
import { headerOf } from '../../../models/circuit/data/header.ts';
import { nodeGpu } from '../../support/node-gpu.ts';
import { parseArguments, usage, type Options } from './arguments.ts';
import { readBeside } from './beside.ts';
import { measure, measureStill, type Figures, type StillFigures } from './figures/index.ts';
import { seenOf, type Config } from './config.ts';
import { findGame, type KnownGame } from './games/index.ts';
import { createParting } from './parting.ts';
import { copyLast, pictureOf, type Played } from './played.ts';
import { createLevelPlayer, type Attempt } from './player.ts';
import { writeTable } from './table.ts';
import { createWatch, type Soak } from './watch.ts';

/** What report.json holds. */
export type Report = Figures & {
  adapter: string;
  level: string;
  game: string;
  episodes: number;
  told: number;
  still: StillFigures;
  /** Of states from which two opposite actions part in the real game, those from which they do here. */
  leftRight: { share: number | null; states: number };
  soak: Soak | null;
  gflopPerStep: number;
  baselines: Record<string, Figures>;
};

/** Own predictions of the games, in the folder of the report. */
const madeFile = 'made.episodes';

/** Runs the command and returns the exit code: 0 done, 2 a command line without a level. */
export async function main(argv: readonly string[]): Promise<number> {
  const options = parseArguments(argv);
  if (options === 'help') {
    console.log(usage);
    return argv.includes('--help') ? 0 : 2;
  }
  const file = join(options.folder, 'level.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as Config;
  const game = findGame(seenOf(config));
  const truths = recordGames(game, options);
  if (options.truth !== undefined) {
    writeFileSync(options.truth, await pack(game, truths));
    return 0;
  }
  mkdirSync(options.out, { recursive: true });
  const gpu = await createGpu({ gpu: nodeGpu, label: 'quality' });
  const report = await judge(gpu, game, config, truths, options);
  writeFileSync(join(options.out, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(join(options.out, 'table.md'), writeTable(report));
  console.log(writeTable(report));
  if (options.save) {
    config.metrics['report'] = report;
    writeFileSync(file, `${JSON.stringify(config, undefined, 2)}\n`);
  }
  return 0;
}

function recordGames(game: KnownGame, { episodes, seed, told, steps }: Options): Episode[] {
  return Array.from({ length: episodes }, (_, i) =>
    game.record({ seed: seed + i, player: game.players[i % game.players.length]!, steps: told + steps }),
  );
}

async function judge(
  gpu: Gpu,
  game: KnownGame,
  config: Config,
  truths: readonly Episode[],
  options: Options,
): Promise<Report> {
  const { folder, out, told, seed } = options;
  const given: Record<string, readonly Played[]> = {};
  for (const { name, file } of options.beside) given[name] = await readBeside(file, game, truths, told);
  const level = await loadLevel(gpu, pathToFileURL(join(folder, 'level.json')));
  const player = createLevelPlayer(level, game, seenOf(config), config.architecture.memory.levels);
  const parting = createParting(game);
  const watch = createWatch(gpu);
  const still: Played[] = [];
  for (let i = 0; i < Math.ceil(truths.length / 8); i++)
    still.push(await player.predict(game.recordStill({ seed: seed + i, steps: options.still + 2 }), 2));
  const list: Played[] = [];
  const kept = options.resume ? await readBeside(join(out, madeFile), game, truths, told, true) : [];
  for (const truth of truths) {
    const old = kept.find((one) => one.truth === truth);
    const began = performance.now();
    const attempt = (at: number, level: Attempt): Promise<void> => parting.attempt(truth, at, level);
    const made = await player.predict(
      old ? { ...truth, actions: truth.actions.subarray(0, told + 1) } : truth,
      told,
      attempt,
    );
    list.push(old ?? made);
    console.error(`${list.length} of ${truths.length} games`);
    if (old) continue;
    watch.note(truth.actions.length, performance.now() - began);
    // Also what is there so far: see --resume.
    const own = list.map(({ made }, i) => ({ ...truths[i]!, frames: made }));
    writeFileSync(join(out, madeFile), await pack(game, own));
  }
  level.dispose();
  const library = realPictures(game, seed + 100_000);
  const beside = { 'last picture': list.map(copyLast), ...given };
  return {
    adapter: gpu.adapterName,
    level: config.name,
    game: game.name,
    episodes: list.length,
    told,
    ...measure(game, list, library),
    still: measureStill(game, still),
    leftRight: { share: parting.share, states: parting.states },
    soak: watch.report(),
    gflopPerStep: level.info.macs * 2e-9,
    baselines: Object.fromEntries(
      Object.entries(beside).map(([name, made]) => [name, measure(game, made, library)] as const),
    ),
  };
}

/** Pictures of games that are played by nobody who is judged here. */
function realPictures(game: KnownGame, first: number): Uint8Array[] {
  const [games, steps, every] = [16, 600, 4];
  const pixels = game.frame.width * game.frame.height;
  return Array.from({ length: games }, (_, i) => {
    const player = game.players[i % game.players.length]!;
    const { frames } = game.record({ seed: first + i, player, steps });
    return Array.from({ length: steps / every }, (_, at) => pictureOf(frames, every * at, pixels));
  }).flat();
}

async function pack(game: KnownGame, episodes: readonly Episode[]): Promise<Uint8Array> {
  const file = createEpisodeFile();
  for (const episode of episodes) await file.add(episode);
  return file.finish(headerOf(game.name, game));
}
