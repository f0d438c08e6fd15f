// `npm run quality -- --level models/maze`: how long a level stays true to the game that it learned.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createGpu } from '@frameloom/gpu';
import { loadModel } from '@frameloom/nn';
import { loadLevel } from '@frameloom/world';
import { botNames, coincidenceNames, frameHeight, frameWidth } from '@frameloom/scenes/wick';
import { nodeGpu } from '../../support/node-gpu.ts';
import { pngAddress } from '../report/png.ts';
import { type BuiltFigures, measureBuilt, measureMending } from './built.ts';
import { createTranslator } from './codes.ts';
import type { Rgba } from './look.ts';
import { measureGame, measureLatency, measureReturn, type Bench, type Mistake } from './measure.ts';
import { createTallies } from './tallies.ts';
import { describeWhole, measureFirstPicture, measureWhole, type WholeGame } from './whole.ts';

const usage = `Measures a level against the real game, on cellars that it was not trained on.
  --level DIR      a level's folder, or one that has it as level/
  --out DIR        where report.json, mistakes.json and strip.png go (default tests/out/quality-level)
  --episodes N     games (default 12)
  --steps N        of the longest rollout (default 1000)
  --seed N         of the first game (default 500001)
  --whole N        games of --steps each, in which lives and score are asked to be right in every step (default 24)
  --built N        built states of each kind, and illegal bars (default 200)
  --save           writes the figures into level.json`;

/** Runs the command and returns the exit code: 0 done, 2 a bad command line. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      level: { type: 'string' },
      out: { type: 'string', default: 'tests/out/quality-level' },
      episodes: { type: 'string', default: '12' },
      steps: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '500001' },
      whole: { type: 'string', default: '24' },
      built: { type: 'string', default: '200' },
      save: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || !values.level) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const [episodes, steps, first, whole, built] = (
    ['episodes', 'steps', 'seed', 'whole', 'built'] as const
  ).map((name) => Number(values[name])) as [number, number, number, number, number];
  if (![episodes, steps, first, whole, built].every((n) => Number.isInteger(n) && n > 0)) {
    console.error('quality: --episodes, --steps, --seed, --whole and --built must be whole numbers above 0.');
    return 2;
  }
  const given = resolve(values.level);
  const folder = existsSync(join(given, 'level.json')) ? given : join(given, 'level');
  const out = resolve(values.out);
  mkdirSync(out, { recursive: true });

  const gpu = await createGpu({ gpu: nodeGpu, label: 'quality' });
  const url = pathToFileURL(join(folder, 'level.json'));
  const { config, tensors } = await loadModel(url);
  const [cells, bar] = [tensors.get('dictionary.cells'), tensors.get('dictionary.bar')];
  if (!cells || !bar) throw new Error(`${folder}: the weights have no dictionary. Export the level again.`);
  const level = await loadLevel(gpu, url);
  const mistakes: Mistake[] = [];
  const strip: { truth: Rgba; predicted: Rgba }[] = [];
  const bench: Bench = {
    gpu,
    level,
    translator: createTranslator({ cells, bar }),
    onMistake: (mistake) => mistakes.push(mistake),
    onPicture: (_, truth, predicted) => strip.length < 10 && strip.push({ truth, predicted }),
  };
  const tallies = createTallies();
  const returns = { undo: { right: 0, all: 0 }, 50: { right: 0, all: 0 }, 200: { right: 0, all: 0 } };
  let latency = 0;
  const wholeGames: WholeGame[] = [];
  const builtFigures: Record<string, BuiltFigures> = {};
  let more: Record<string, unknown> = {};
  const share = ({ right, all }: { right: number; all: number }): number => right / all;
  const summarize = (games: number): Record<string, unknown> => ({
    adapter: gpu.adapterName,
    level: config.name,
    episodes: games,
    ...tallies.report(),
    doUndo: share(returns.undo),
    comeHome: { '50': share(returns['50']), '200': share(returns['200']) },
    latency: latency / games,
    gflopPerStep: level.info.macs * 2e-9,
    whole: describeWhole(wholeGames),
    built: builtFigures,
    ...more,
  });
  const writeReport = (report: Record<string, unknown>): void => {
    writeFileSync(join(out, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
    // Cells are left out: they would be nearly all of it.
    const short = (key: string, value: unknown): unknown => (key === 'tiles' ? undefined : value);
    writeFileSync(join(out, 'mistakes.json'), `${JSON.stringify(mistakes, short, 1)}\n`);
  };
  const started = performance.now();
  for (let i = 0; i < episodes; i++) {
    const seed = first + i;
    await measureGame(bench, seed, botNames[i % 4]!, steps, tallies);
    for (const [name, away] of [
      ['undo', 16],
      ['50', 50],
      ['200', 200],
    ] as const) {
      for (let again = 0; again < 3; again++) {
        const { right, all } = await measureReturn(bench, seed + 1000 * (again + 1), away);
        returns[name].right += right;
        returns[name].all += all;
      }
    }
    latency += await measureLatency(bench, seed);
    // Also what is there so far: a run that is ended early has measured something.
    writeReport(summarize(i + 1));
    writeStrip(join(out, 'strip.png'), strip);
    console.error(`${i + 1} of ${episodes} games, ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  for (let i = 0; i < whole; i++) {
    wholeGames.push(await measureWhole(bench, first + 2000 + i, botNames[i % botNames.length]!, steps));
  }
  for (const [i, name] of coincidenceNames.entries()) {
    builtFigures[name] = await measureBuilt(bench, name, first + 100_000 * (i + 1), built);
  }
  more = {
    illegalBars: await measureMending({ ...bench, codes: bar.shape[0]! }, first, built),
    fromFirstPicture: await measureFirstPicture(bench, first + 3000, Math.min(12, episodes)),
  };
  const report = summarize(episodes);
  writeReport(report);
  if (values.save) {
    const file = join(folder, 'level.json');
    const json = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    json['metrics'] = { report };
    writeFileSync(file, `${JSON.stringify(json, undefined, 1)}\n`);
  }
  console.log(JSON.stringify(report, undefined, 2));
  level.dispose();
  return 0;
}

/** Truth above, prediction below, two games of five moments. */
function writeStrip(file: string, moments: readonly { truth: Rgba; predicted: Rgba }[]): void {
  const columns = Math.min(5, moments.length);
  const rows = Math.ceil(moments.length / 5) * 2;
  if (columns === 0) return;
  const gap = 4;
  const [width, height] = [columns * (frameWidth + gap) - gap, rows * (frameHeight + gap) - gap];
  const picture = new Uint8Array(width * height * 4).fill(255);
  moments.forEach(({ truth, predicted }, i) => {
    for (const [part, source] of [truth, predicted].entries()) {
      for (let y = 0; y < frameHeight; y++) {
        const row = (Math.floor(i / 5) * 2 + part) * (frameHeight + gap) + y;
        const at = 4 * (row * width + (i % 5) * (frameWidth + gap));
        picture.set(source.subarray(4 * y * frameWidth, 4 * (y + 1) * frameWidth), at);
      }
    }
  });
  const address = pngAddress(width, height, picture);
  writeFileSync(file, Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'));
}
