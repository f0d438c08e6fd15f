// `npm run quality -- --level models/circuit`: a level of the drive beside the real one.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createGpu, type Gpu } from '@frameloom/gpu';
import { createEpisodeFile, loadLevel, type Episode } from '@frameloom/world';
import { circuitHeader } from '../../../models/circuit/data/record.ts';
import { nodeGpu } from '../../support/node-gpu.ts';
import { readBeside } from '../pixels/beside.ts';
import { seenOf, type Config } from '../pixels/config.ts';
import { measureStill, type StillFigures } from '../pixels/figures/index.ts';
import { circuit } from '../pixels/games/circuit.ts';
import { createParting } from '../pixels/parting.ts';
import { copyLast, type Played } from '../pixels/played.ts';
import { createLevelPlayer, type LevelPlayer } from '../pixels/player.ts';
import { createWatch, type Soak } from '../pixels/watch.ts';
import { parseArguments, usage, type Options } from './arguments.ts';
import { recordCrashes, recordStart, recordWeaver, type Drive } from './drives.ts';
import { measureDrives, type DriveFigures, type Predicted } from './figures.ts';
import { driveLaps, type LapFigures } from './laps.ts';
import { measureProbe, type PoseFigures } from './poses.ts';
import { createProbe, type Probe } from './probe.ts';
import { createRealPlayer } from './real-player.ts';
import { writeTable } from './table.ts';

/** What report.json holds. */
export type Report = DriveFigures & {
  adapter: string;
  level: string;
  episodes: number;
  told: number;
  /** What the probe says of real pictures. */
  probe: PoseFigures | null;
  laps: LapFigures | null;
  jumpsPer1000: number | null;
  actions: { leftRight: number | null; states: number };
  still: StillFigures;
  soak: Soak | null;
  gflopPerStep: number;
  baselines: Record<string, DriveFigures>;
};

/** Runs the command and returns the exit code: 0 done, 2 a command line without a level. */
export async function main(argv: readonly string[]): Promise<number> {
  const options = parseArguments(argv);
  if (options === 'help') {
    console.log(usage);
    return argv.includes('--help') ? 0 : 2;
  }
  const file = join(options.folder, 'level.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as Config;
  const real = record(options);
  if (options.truth !== undefined) {
    writeFileSync(options.truth, await pack([...real.drives, ...real.crashes].map(({ truth }) => truth)));
    return 0;
  }
  mkdirSync(options.out, { recursive: true });
  const report = await judge(config, real, options);
  writeFileSync(join(options.out, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(join(options.out, 'table.md'), writeTable(report));
  console.log(writeTable(report));
  if (options.save && !options.real) {
    config.metrics['report'] = report;
    writeFileSync(file, `${JSON.stringify(config, undefined, 2)}\n`);
  }
  return 0;
}

type Real = { drives: Drive[]; crashes: Drive[] };

function record({ episodes, crashes, seed, told, steps }: Options): Real {
  note(`${episodes} drives of ${told + steps} steps and ${crashes} crashes are driven`);
  return {
    drives: Array.from({ length: episodes }, (_, i) => recordWeaver(seed + i, told + steps)),
    crashes: recordCrashes(seed + 100_000, crashes, told),
  };
}

const note = (text: string): void => console.error(text);

/** A level that plays, or the real drive in its place. */
type Judged = { player: LevelPlayer; gpu: Gpu | undefined; gflop: number; end(): void };

async function open({ folder, real }: Options, config: Config): Promise<Judged> {
  if (real) return { player: createRealPlayer(), gpu: undefined, gflop: 0, end: () => {} };
  const gpu = await createGpu({ gpu: nodeGpu, label: 'quality' });
  const level = await loadLevel(gpu, pathToFileURL(join(folder, 'level.json')));
  const player = createLevelPlayer(level, circuit, seenOf(config), config.architecture.memory.levels);
  return { player, gpu, gflop: level.info.macs * 2e-9, end: () => level.dispose() };
}

async function judge(config: Config, real: Real, options: Options): Promise<Report> {
  const { told, steps, laps, starts } = options;
  const beside = await readAll(real, options);
  const probe = createProbe();
  const { player, gpu, gflop, end } = await open(options, config);
  // At every eighth true picture.
  const parting = createParting(circuit, 8);
  const drives = await predictAll('drives', real.drives, (truth) =>
    player.predict(truth, told, (at, attempt) => parting.attempt(truth, at, attempt)),
  );
  const crashes = await predictAll('crashes', real.crashes, (truth) => player.predict(truth, told));
  const own = [...drives, ...crashes].map(({ played }) => ({ ...played.truth, frames: played.made }));
  writeFileSync(join(options.out, 'made.episodes'), await pack(own));
  const still = await stand(player, options);
  const lapFigures = starts > 0 ? await driveLaps(probe, player, { starts, laps, told }, note) : null;
  const soak = gpu && options.soak > 0 ? await play(gpu, player, options.soak, told) : null;
  end();
  note('pictures are read');
  const marks = [100, 300, 1000].filter((mark) => mark <= steps);
  const measure = (all: { drives: Predicted[]; crashes: Predicted[] }): DriveFigures =>
    measureDrives(probe, { ...all, marks });
  const { actions, ...figures } = measure({ drives, crashes });
  return {
    adapter: gpu?.adapterName ?? 'none: the real drive',
    level: options.real ? 'the real drive' : config.name,
    episodes: drives.length,
    told,
    ...figures,
    probe: probeFigures(probe, real),
    laps: lapFigures,
    jumpsPer1000: lapFigures?.jumpsPer1000 ?? null,
    actions: { ...actions, leftRight: parting.share, states: parting.states },
    still,
    soak,
    gflopPerStep: gflop,
    baselines: Object.fromEntries(
      Object.entries({ 'last picture': copies({ drives, crashes }), ...beside }).map(
        ([name, all]) => [name, measure(all)] as const,
      ),
    ),
  };
}

const copies = (all: Record<keyof Real, Predicted[]>): Record<keyof Real, Predicted[]> => {
  const copy = ({ drive, played }: Predicted): Predicted => ({ drive, played: copyLast(played) });
  return { drives: all.drives.map(copy), crashes: all.crashes.map(copy) };
};

async function predictAll(
  what: string,
  list: readonly Drive[],
  predict: (truth: Episode) => Promise<Played>,
): Promise<Predicted[]> {
  const made: Predicted[] = [];
  for (const drive of list) {
    made.push({ drive, played: await predict(drive.truth) });
    note(`${made.length} of ${list.length} ${what}`);
  }
  return made;
}

/** Predictions by something else, from files. */
async function readAll(
  real: Real,
  { beside, told }: Options,
): Promise<Record<string, Record<keyof Real, Predicted[]>>> {
  const read = async (file: string, list: readonly Drive[]): Promise<Predicted[]> => {
    const truths = list.map(({ truth }) => truth);
    return (await readBeside(file, circuit, truths, told)).map((played, i) => ({ drive: list[i]!, played }));
  };
  const columns: Record<string, Record<keyof Real, Predicted[]>> = {};
  for (const { name, file } of beside)
    columns[name] = { drives: await read(file, real.drives), crashes: await read(file, real.crashes) };
  return columns;
}

/** Nobody does anything. */
async function stand(player: LevelPlayer, { episodes, still, told }: Options): Promise<StillFigures> {
  const list: Played[] = [];
  for (let i = 0; i < Math.ceil(episodes / 8); i++)
    list.push(await player.predict(recordStart(3 * i, told + still).truth, told));
  note(`stood still for ${still} steps`);
  return measureStill(circuit, list);
}

/** Memory and time over many steps under the actions of a bot. */
async function play(gpu: Gpu, player: LevelPlayer, steps: number, told: number): Promise<Soak | null> {
  const { actions } = recordWeaver(1, 600).truth;
  const step = await player.begin(recordStart(0, told).truth, told);
  const watch = createWatch(gpu);
  const part = Math.max(1, Math.floor(steps / 10));
  for (let first = 0; first + part <= steps; first += part) {
    const began = performance.now();
    for (let i = first; i < first + part; i++) await step(actions[i % actions.length]!);
    watch.note(part, performance.now() - began);
    note(`${first + part} of ${steps} steps of the soak`);
  }
  return watch.report();
}

/** The probe on real pictures of the drives, two of each, at least eight. */
function probeFigures(probe: Probe, { drives }: Real): PoseFigures | null {
  const each = Math.max(2, Math.ceil(8 / drives.length));
  return measureProbe(
    probe,
    drives.flatMap((drive) => {
      const last = drive.truth.actions.length;
      return Array.from({ length: each }, (_, i) => ({ drive, number: Math.floor((last * (i + 1)) / each) }));
    }),
  );
}

async function pack(episodes: readonly Episode[]): Promise<Uint8Array> {
  const file = createEpisodeFile();
  for (const episode of episodes) await file.add(episode);
  return file.finish(circuitHeader);
}
