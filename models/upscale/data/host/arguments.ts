// The command line of `npm run data`.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Size } from '@frameloom/upscale';
import { createInputGrid } from '../render/sizes.ts';

/** A request that cannot be met, told to the user in one line without a stack. */
export class UsageError extends Error {}

/** Part of the data; each draws from seeds of its own. */
export type Split = 'train' | 'validation' | 'test';

/** A checked command line that renders. Paths are absolute. */
export type RenderArguments = {
  readonly command: 'render';
  readonly out: string;
  readonly sequences: number;
  readonly frames: number;
  readonly size: Size;
  readonly seed: number;
  readonly families: readonly string[];
  readonly split: Split;
  readonly ratios: readonly number[];
  /** Minutes after which no new sequence is begun. */
  readonly budget: number;
  /** Files of environment maps. */
  readonly environments: readonly string[];
  /** Files of models; with some there is one more family, `models`. */
  readonly models: readonly string[];
  readonly shard: { readonly index: number; readonly count: number };
};

/** A checked command line that draws a contact sheet. */
export type SheetArguments = {
  readonly command: 'sheet';
  readonly folder: string;
  readonly out: string;
  readonly ratio: number;
};

/** What `--help` prints. */
export const usage: string = `npm run data -- --out DIR [options]      renders training sequences
  --sequences N     how many, taking turns between the families (default 16)
  --frames N        frames of each (default 24)
  --size WxH        display size, divisible by 6 (default 264x144)
  --seed S          first seed of every family (default 1)
  --families A,B    default: all of the split
  --split NAME      train, validation (other seeds) or test (families never trained on); default train
  --ratios A,B      display pixels per render pixel and axis (default 1.5,2,3)
  --budget MINUTES  begin no new sequence after that time
  --hdri DIR        a folder of equirectangular .hdr files to light some scenes with
  --models DIR      a folder of .glb files with PNG textures: adds the family 'models'
  --shard I/N       render every Nth sequence beginning with the Ith (0 first), to share work between machines
  --processes N     render in N processes at once, each with a shard
  --between         sequences for models/interpolate: some frames count as rendered, those between them are the truth
  --between --candidates FOLDER [--model FOLDER]   what the interpolator's network sees of the sequences in FOLDER
  --between --candidates FOLDER --video            what the video interpolator's network sees of them
Files that are there already are kept, so a stopped run goes on where it was.

npm run data -- --sheet DIR --out sheet.png   draws a contact sheet of the sequences in DIR
  --ratio N         of the inputs shown (default 2)`;

const optionTypes = {
  out: { type: 'string' },
  sequences: { type: 'string' },
  frames: { type: 'string' },
  size: { type: 'string' },
  seed: { type: 'string' },
  families: { type: 'string' },
  split: { type: 'string' },
  ratios: { type: 'string' },
  ratio: { type: 'string' },
  budget: { type: 'string' },
  hdri: { type: 'string' },
  models: { type: 'string' },
  shard: { type: 'string' },
  sheet: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = {
  [K in keyof typeof optionTypes]?: (typeof optionTypes)[K]['type'] extends 'boolean' ? boolean : string;
};

/** Parses and checks. `familiesOf` names the families of a split. */
export function parseArguments(
  argv: readonly string[],
  familiesOf: (split: Split) => readonly string[],
  cwd: string = process.cwd(),
): RenderArguments | SheetArguments | 'help' {
  const values = readOptions(argv);
  if (values.help) return 'help';
  if (values.out === undefined)
    throw new UsageError('--out is missing: say where the result goes (--help lists the options).');
  const out = resolve(cwd, values.out);
  if (values.sheet !== undefined) {
    return {
      command: 'sheet',
      folder: folder('--sheet', resolve(cwd, values.sheet)),
      out,
      ratio: number('--ratio', values.ratio ?? '2', 1, 3),
    };
  }
  const split = splitOf(values.split ?? 'train');
  const size = sizeOf(values.size ?? '264x144');
  const ratios = list(values.ratios ?? '1.5,2,3').map((text) => number('--ratios', text, 1, 3));
  if (ratios.length === 0) throw new UsageError('--ratios: none given. Use for example 1.5,2,3.');
  for (const ratio of ratios) checkRatio(size, ratio);
  const models = filesIn('--models', values.models, 'glb', cwd);
  const known = models.length > 0 ? [...familiesOf(split), 'models'] : familiesOf(split);
  return {
    command: 'render',
    out,
    sequences: whole('--sequences', values.sequences ?? '16', 1, 1_000_000),
    frames: whole('--frames', values.frames ?? '24', 1, 10_000),
    size,
    seed: whole('--seed', values.seed ?? '1', 0, 1e9),
    families: familyNames(values.families, known, split),
    split,
    ratios,
    budget:
      values.budget === undefined ? Number.POSITIVE_INFINITY : number('--budget', values.budget, 0, 1e6),
    environments: filesIn('--hdri', values.hdri, 'hdr', cwd),
    models,
    shard: shardOf(values.shard ?? '0/1'),
  };
}

function readOptions(argv: readonly string[]): Values {
  try {
    return parseArgs({ args: [...argv], options: optionTypes, strict: true }).values as Values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. To specify')[0] : String(error);
    throw new UsageError(`${reason} (--help lists the options)`, { cause: error });
  }
}

function checkRatio(size: Size, ratio: number): void {
  try {
    createInputGrid(size, ratio);
  } catch (error) {
    throw new UsageError(`--size: ${(error as Error).message}`, { cause: error });
  }
}

function familyNames(text: string | undefined, known: readonly string[], split: Split): readonly string[] {
  if (text === undefined) return known;
  const names = list(text);
  if (names.length === 0) throw new UsageError(`--families: none given. Use ${known.join(', ')}.`);
  for (const name of names) {
    if (!known.includes(name)) {
      throw new UsageError(`--families: '${name}' is not in the ${split} split. Use ${known.join(', ')}.`);
    }
  }
  return names;
}

function filesIn(option: string, path: string | undefined, ending: string, cwd: string): string[] {
  if (path === undefined) return [];
  const place = folder(option, resolve(cwd, path));
  const files = readdirSync(place).filter((name) => name.toLowerCase().endsWith(`.${ending}`));
  if (files.length === 0) throw new UsageError(`${option}: ${place} holds no .${ending} file.`);
  return files.toSorted().map((name) => join(place, name));
}

function folder(option: string, path: string): string {
  if (existsSync(path) && statSync(path).isDirectory()) return path;
  throw new UsageError(`${option}: ${path} is not a folder.`);
}

function splitOf(text: string): Split {
  if (text === 'train' || text === 'validation' || text === 'test') return text;
  throw new UsageError(`--split: '${text}' is none of train, validation, test.`);
}

function sizeOf(text: string): Size {
  const match = /^(\d+)x(\d+)$/i.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  if (match && width >= 24 && height >= 24 && width <= 3840 && height <= 2160) return { width, height };
  throw new UsageError(`--size: '${text}' is not WIDTHxHEIGHT from 24x24 to 3840x2160, as in 264x144.`);
}

/** Reads `I/N`. */
export function shardOf(text: string): { index: number; count: number } {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match && count >= 1 && index < count) return { index, count };
  throw new UsageError(`--shard: '${text}' is not I/N with I below N, as in 0/4.`);
}

function whole(option: string, text: string, min: number, max: number): number {
  const value = number(option, text, min, max);
  if (!Number.isInteger(value)) throw new UsageError(`${option}: '${text}' is not a whole number.`);
  return value;
}

function number(option: string, text: string, min: number, max: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max) return value;
  throw new UsageError(`${option}: '${text}' is not a number from ${min} to ${max}.`);
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
