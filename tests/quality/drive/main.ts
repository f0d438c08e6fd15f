// `npm run quality -- --level models/circuit`: how long predicted pictures stay those of the real drive under the same actions.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createGpu } from '@frameloom/gpu';
import { loadLevel } from '@frameloom/world';
import { createBot, createCircuitAt, createPainter } from '@frameloom/scenes/circuit';
import { nodeGpu } from '../../support/node-gpu.ts';
import { compare, meansOf, type Compared } from './compare.ts';

const usage = `Measures a level of pixels against the real drive, driven by a bot that it was not trained on.
  --level DIR      a level's folder, or one that has it as level/
  --out DIR        where report.json goes (default tests/out/quality-drive)
  --episodes N     drives, each from another start (default 16)
  --steps N        of each (default 300)
  --still N        steps in which nobody does anything (default 600)
  --save           writes the figures into level.json`;

/** Runs the command and returns the exit code: 0 done, 2 a bad command line. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      level: { type: 'string' },
      out: { type: 'string', default: 'tests/out/quality-drive' },
      episodes: { type: 'string', default: '16' },
      steps: { type: 'string', default: '300' },
      still: { type: 'string', default: '600' },
      save: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || !values.level) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const [episodes, steps, still] = [values.episodes, values.steps, values.still].map(Number) as [
    number,
    number,
    number,
  ];
  if (![episodes, steps, still].every((n) => Number.isInteger(n) && n > 0)) {
    console.error('quality: --episodes, --steps and --still must be whole numbers above 0.');
    return 2;
  }
  const given = resolve(values.level);
  const folder = existsSync(join(given, 'level.json')) ? given : join(given, 'level');
  const gpu = await createGpu({ gpu: nodeGpu, label: 'quality' });
  const level = await loadLevel(gpu, pathToFileURL(join(folder, 'level.json')));
  const { width, height } = level.info;
  const painter = createPainter();
  const truth = new Uint8Array(width * height);
  const read = async (): Promise<Uint8Array> =>
    new Uint8Array((await level.readState()).buffer, 8, width * height);
  const marks = [1, 10, 30, 100, 300, 1000].filter((step) => step <= steps);
  const rows = new Map<number, Compared[]>(marks.map((step) => [step, []]));
  for (let i = 0; i < episodes; i++) {
    const start = i % level.info.starts.length;
    const drive = createCircuitAt(start, level.info.starts.length);
    const bot = createBot('weaver', 500_001 + i);
    level.reset({ start });
    painter.draw(drive.state, truth);
    for (let step = 1; step <= steps; step++) {
      const action = bot(drive.state);
      const last = truth.slice();
      drive.step(action);
      painter.draw(drive.state, truth);
      level.step(action);
      // A queue of steps that never ends would hold their buffers.
      if (rows.has(step) || step % 16 === 0) {
        const picture = await read();
        rows.get(step)?.push(compare(truth, last, picture));
      }
    }
    console.log(`${i + 1} of ${episodes} drives`);
  }
  let moved = 0;
  level.reset({ start: 0 });
  for (let step = 0, last = (await read()).slice(); step < still; step++) {
    level.step(0);
    const next = await read();
    next.forEach((value, i) => (moved += Number(value !== last[i])));
    last = next.slice();
  }
  const report = {
    adapter: gpu.adapterName,
    episodes,
    steps: Object.fromEntries([...rows].map(([step, list]) => [step, meansOf(list)])),
    still: moved / (still * width * height),
    gflopPerStep: level.info.macs * 2e-9,
  };
  mkdirSync(resolve(values.out), { recursive: true });
  writeFileSync(join(resolve(values.out), 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(JSON.stringify(report, undefined, 2));
  if (values.save) {
    const file = join(folder, 'level.json');
    const config = JSON.parse(readFileSync(file, 'utf8')) as { metrics: Record<string, unknown> };
    config.metrics['report'] = report;
    writeFileSync(file, `${JSON.stringify(config, undefined, 2)}\n`);
  }
  level.dispose();
  return 0;
}
