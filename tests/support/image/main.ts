// Writes what an image model makes of words as a PNG, on whatever adapter there is.
import '../node-gpu.ts';
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createFrameBudget, createGpu } from '@frameloom/gpu';
import { loadImageModel, type ImageOptions, type LoadImageModelOptions } from '@frameloom/image';

const usage = `npm run image -- MODEL --prompt TEXT [options]

MODEL: a folder in diffusers' layout (model_index.json), a path or an address.

  --out FILE            default picture.png
  --negative-prompt TEXT
  --steps N, --guidance G, --seed N
  --width N, --height N
  --variant NAME        other weights of the U-Net, like fast of models/image/tiles
  --precision f32|mixed|f16
  --no-mark             without the note that a model made it`;

const text = { type: 'string' } as const;
const options = {
  help: { type: 'boolean' },
  prompt: text,
  out: text,
  'negative-prompt': text,
  steps: text,
  guidance: text,
  seed: text,
  width: text,
  height: text,
  variant: text,
  precision: text,
  'no-mark': { type: 'boolean' },
} as const;

/** Runs the command. */
export async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
  const [place] = positionals;
  if (values.help || place === undefined || values.prompt === undefined) {
    console.log(usage);
    return values.help ? 0 : 1;
  }
  const gpu = await createGpu({ gpu: navigator.gpu });
  const { variant, precision, out = 'picture.png' } = values;
  const model = await loadImageModel(gpu, addressOf(place), {
    // There are no frames here that it could make late.
    budget: createFrameBudget(gpu, { budgetMs: 1000 }),
    ...(variant !== undefined && { variant }),
    ...(precision !== undefined && {
      precision: precision as NonNullable<LoadImageModelOptions['precision']>,
    }),
  });
  const numbers = {
    numInferenceSteps: values.steps,
    guidanceScale: values.guidance,
    seed: values.seed,
    width: values.width,
    height: values.height,
  };
  const given = Object.entries(numbers).filter(([, value]) => value !== undefined);
  const began = performance.now();
  const picture = await model.generate({
    prompt: values.prompt,
    negativePrompt: values['negative-prompt'] ?? '',
    ...Object.fromEntries(given.map(([name, value]) => [name, Number(value)])),
    onStep: ({ step, steps }) => process.stderr.write(`\r${step} of ${steps}`),
  } satisfies ImageOptions);
  const blob = await picture.toBlob({ mark: !values['no-mark'] });
  writeFileSync(out, new Uint8Array(await blob.arrayBuffer()));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.error(`\r${out}: ${picture.width}×${picture.height}, seed ${picture.seed}, ${seconds} s`);
  return 0;
}

/** An address as it is; a path as one, with a slash at its end. */
function addressOf(place: string): string {
  if (/^https?:\/\//.test(place)) return place;
  const path = resolve(place);
  if (!existsSync(path)) throw new Error(`image: there is no ${place}.`);
  return `${pathToFileURL(path).href}/`;
}
