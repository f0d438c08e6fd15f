// Takes results of a job back: weights into models/, figures as tables, a checkpoint to go on from.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../../support/setup.mjs';
import { formatPasses } from '../passes/print.ts';
import type { PassesReport } from '../passes/report.ts';
import { jobs } from './jobs.ts';

/** Where a model belongs, by its task. */
const places: Readonly<Record<string, string>> = {
  interpolate: 'models/interpolate',
  'paint-level': 'models/city',
  upscale: 'models/upscale',
  'video-2x': 'models/video',
  'video-colour': 'models/video',
  'video-degradation': 'models/video',
};

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** `folder`: $OUT of run.sh. `into`: the top of a repository. Prints what it did. */
export function unpack(folder: string, into: string = root): void {
  const from = resolve(folder);
  const file = join(from, 'job.json');
  if (!existsSync(file)) throw new Error(`gpu: ${from} holds no job.json, so no results of a job.`);
  const { job } = readJson(file) as { job: string };
  if (!(job in jobs)) throw new Error(`gpu: ${file} is of the job '${job}', which is not known here.`);
  const bench = join(from, 'bench.json');
  if (existsSync(bench)) console.log(formatPasses(readJson(bench) as PassesReport));
  if (existsSync(join(from, 'run'))) {
    const resume = join(into, 'tests/out/gpu', job, 'resume');
    mkdirSync(resume, { recursive: true });
    cpSync(join(from, 'run'), resume, { recursive: true });
    console.log(`checkpoint → ${resume}: pack and run again to go on`);
  }
  const level = join(from, 'level');
  if (existsSync(level)) {
    cpSync(level, join(into, 'models/circuit/level'), { recursive: true });
    console.log('level → models/circuit/level');
  }
  const models = join(from, 'model');
  for (const tier of existsSync(models) ? readdirSync(models) : []) {
    const card = join(models, tier, 'card.json');
    if (existsSync(card)) {
      cpSync(join(models, tier), join(into, 'models/tales', tier), { recursive: true });
      console.log(`${tier} → models/tales/${tier}\n${readFileSync(card, 'utf8')}`);
      continue;
    }
    const config = readJson(join(models, tier, 'model.json')) as {
      name: string;
      task: string;
      metrics: object;
    };
    const place = places[config.task];
    if (place === undefined) throw new Error(`gpu: no folder of models/ takes the task '${config.task}'.`);
    cpSync(join(models, tier), join(into, place, tier), { recursive: true });
    console.log(`${config.name} → ${place}/${tier}\n${JSON.stringify(config.metrics, null, 1)}`);
  }
}
