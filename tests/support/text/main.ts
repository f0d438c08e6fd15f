// Writes what a language model makes to the terminal, on whatever adapter there is.
import '../node-gpu.ts';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createFrameBudget, createGpu, type Gpu } from '@frameloom/gpu';
import {
  loadTextModel,
  type GenerateOptions,
  type LoadTextModelOptions,
  type TextModel,
} from '@frameloom/text';

const usage = `npm run text -- MODEL [options]

MODEL: a folder in the layout of the model hubs, a GGUF file (.gguf) or a llama2.c checkpoint (.bin); a path or an address.

  --prompt TEXT         what to continue, or with --chat to answer; default none
  --chat                as a message, by the model's own template
  --greedy              always the most likely token
  --temperature T, --top-k K, --top-p P, --seed N
  --max-tokens N        default 256
  --stop TEXT           ends the output; may be given several times
  --tokenizer FILE      of a llama2.c checkpoint; default tokenizer.bin beside it
  --quantisation q8|q4  while it is loaded
  --max-context N       positions of a text at most
  --precision f32|mixed|f16
  --perplexity FILE     prints how well the model predicts a text, as JSON`;

/** Runs the command. */
export async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
  const [place] = positionals;
  if (values.help || place === undefined) {
    console.log(usage);
    return values.help ? 0 : 1;
  }
  const gpu = await createGpu({ gpu: navigator.gpu });
  const model = await loadTextModel(gpu, addressOf(place), loadOptions(gpu, values));
  if (values.perplexity !== undefined) {
    console.log(JSON.stringify(await model.perplexity(readFileSync(values.perplexity, 'utf8'))));
    return 0;
  }
  await write(model, values);
  return 0;
}

const text = { type: 'string' } as const;
const options = {
  help: { type: 'boolean' },
  prompt: text,
  chat: { type: 'boolean' },
  greedy: { type: 'boolean' },
  temperature: text,
  'top-k': text,
  'top-p': text,
  seed: text,
  'max-tokens': text,
  stop: { type: 'string', multiple: true },
  tokenizer: text,
  quantisation: text,
  'max-context': text,
  precision: text,
  perplexity: text,
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

async function write(model: TextModel, values: Values): Promise<void> {
  const number = (name: keyof Values): number | undefined =>
    values[name] === undefined ? undefined : Number(values[name]);
  const wanted: Record<string, unknown> = {
    temperature: values.greedy ? 0 : number('temperature'),
    topK: number('top-k'),
    topP: number('top-p'),
    seed: number('seed'),
    maxTokens: number('max-tokens'),
    stop: values.stop,
  };
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  const { prompt = '' } = values;
  const stream = values.chat
    ? model.chat([{ role: 'user', content: prompt }], given as GenerateOptions)
    : model.generate(prompt, given as GenerateOptions);
  if (!values.chat) process.stdout.write(prompt);
  for await (const piece of stream) process.stdout.write(piece);
  const { usage: counts, timings, finishReason, seed } = await stream.done;
  const speed = `${counts.promptTokens} + ${counts.completionTokens} tokens, ${timings.tokensPerSecond.toFixed(1)} tokens/s`;
  console.error(
    `\n[${finishReason} · ${speed} · first after ${timings.firstTokenMs.toFixed(0)} ms · seed ${seed}]`,
  );
}

function loadOptions(gpu: Gpu, values: Values): LoadTextModelOptions {
  const { quantisation, precision, tokenizer } = values;
  return {
    // There are no frames here that it could make late.
    budget: createFrameBudget(gpu, { budgetMs: 1000 }),
    ...(quantisation !== undefined && { quantisation: quantisation as 'q8' | 'q4' }),
    ...(precision !== undefined && { precision: precision as 'f32' }),
    ...(values['max-context'] !== undefined && { maxContext: Number(values['max-context']) }),
    ...(tokenizer !== undefined && { tokenizer: addressOf(tokenizer) }),
  };
}

/** An address as it is; a path as one, with a slash behind folders. */
function addressOf(place: string): string {
  if (/^https?:\/\//.test(place)) return place;
  const path = resolve(place);
  if (!existsSync(path)) throw new Error(`text: there is no ${place}.`);
  const { href } = pathToFileURL(path);
  return statSync(path).isDirectory() && !href.endsWith('/') ? `${href}/` : href;
}
