// Figures of a model that paints tiles: what is asked for and never learned, painted on whatever adapter there is, judged in PyTorch.
import '../../support/node-gpu.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createGpu } from '@frameloom/gpu';
import { hasTorch, runModule } from '../../support/python.ts';
import { openPainter, type TilePainter } from './painters.ts';

const usage = `npm run quality -- --image models/image/tiles [options]     or tiles-vae, tiles-gan

Colour (measured in pixels) and kind (by the judge of models/image/judge, whose own accuracy is told) of pairs that were never
learned (not of an autoencoder, which is not asked), Fréchet distance beside that of as many tiles, and the median distance to the nearest tile that was learned. Needs Python
with torch, numpy, pillow and safetensors.

  --variant NAME    other weights of tiles; default fast, four steps
  --pairs N         pictures of each of 45 pairs; default 2
  --drawn N         further ones, of pairs as often as tiles have them; default 110
  --pictures N      so many of both, evenly; default all, on a software adapter 60
  --data DIR        default models/image/data
  --out DIR         of report.json and samples.bin; default tests/out/image`;

const text = { type: 'string' } as const;
const options = {
  help: { type: 'boolean' },
  image: text,
  variant: text,
  pairs: text,
  drawn: text,
  pictures: text,
  data: text,
  out: text,
} as const;

type Prompt = { prompt: string; kind: string; colour: string; heldOut: boolean };

/** Runs the command. */
export async function main(argv: string[]): Promise<number> {
  const { values } = parseArgs({ args: argv, options });
  const { help, image: folder = '', variant = 'fast', pairs = '2', drawn = '110' } = values;
  if (help || folder === '') {
    console.log(usage);
    return help ? 0 : 1;
  }
  if (!hasTorch) throw new Error('quality: --image needs Python with torch, numpy, pillow and safetensors.');
  const { data = 'models/image/data', out = 'tests/out/image' } = values;
  const asked = await runModule('models.image.report', ['--data', data, '--prompts', pairs, drawn]);
  const gpu = await createGpu({ gpu: navigator.gpu });
  const model = await openPainter(gpu, folder, variant);
  const all = (JSON.parse(asked) as Prompt[]).filter(({ prompt }) => model.knows(prompt));
  const wanted = Number(values.pictures ?? (gpu.tier === 'software' ? 60 : all.length));
  const count = Math.min(all.length, Math.max(2, Math.round(wanted)));
  const prompts = Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
  const place = (file: string): string => resolve(out, file);
  mkdirSync(out, { recursive: true });
  writeFileSync(place('prompts.json'), JSON.stringify(prompts));
  const { samples, seconds } = await paint(model, prompts);
  const adapter = gpu.adapterName;
  writeFileSync(place('samples.bin'), samples);
  const files = ['--prompts-file', place('prompts.json'), '--samples', place('samples.bin')];
  if (!model.isAsked) files.push('--unasked');
  const figures = JSON.parse(await runModule('models.image.report', ['--data', data, ...files])) as object;
  const report = { adapter, model: folder, variant, secondsPerPicture: seconds, ...figures };
  writeFileSync(place('report.json'), `${JSON.stringify(report, undefined, 1)}\n`);
  console.log(JSON.stringify(report, undefined, 1));
  return 0;
}

async function paint(model: TilePainter, prompts: readonly Prompt[]) {
  const { side } = model;
  const samples = new Uint8Array(prompts.length * side * side * 4);
  const began = performance.now();
  for (const [i, { prompt }] of prompts.entries()) {
    const picture = await model.paint(prompt, 11 + i);
    samples.set((await picture.toPixels()).data, i * side * side * 4);
    picture.dispose();
    const left = ((performance.now() - began) / 1000 / (i + 1)) * (prompts.length - i - 1);
    process.stderr.write(`\r${i + 1} of ${prompts.length}, ${Math.ceil(left)} s left `);
  }
  process.stderr.write('\n');
  const seconds = Number(((performance.now() - began) / 1000 / prompts.length).toFixed(3));
  model.dispose();
  return { samples, seconds };
}
