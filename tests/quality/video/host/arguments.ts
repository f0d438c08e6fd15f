// The command line of `npm run quality -- --video` and `--images`.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../../host/arguments.ts';
import type { Restoration } from '@frameloom/video';
import type { Degradation } from '../types.ts';

/** A method as the command line knows it. */
export type KnownMethod = { readonly name: string; readonly peer?: string; readonly optional?: boolean };

/** The checked command line. Paths are absolute. */
export type VideoArguments = {
  readonly kind: 'video' | 'images';
  /** What was given, a file or a folder. */
  readonly source: string;
  readonly files: readonly string[];
  readonly methods: readonly string[];
  readonly degradation: Degradation;
  /** What our networks are told, 0 … 1, or that they see it themselves. */
  readonly restoration: Restoration;
  readonly frames: number;
  readonly start: number | undefined;
  readonly crop: { readonly width: number; readonly height: number } | undefined;
  readonly peers: { readonly websr: string | undefined; readonly anime4k: string | undefined };
  readonly out: string;
};

/** What `--help` prints. */
export const videoUsage: string = `npm run quality -- --video FILE|FOLDER  or  --images FILE|FOLDER  [options]
  --methods A,B        default bilinear,bicubic,lanczos,spatial,small,medium,large, and websr, anime4k with their checkouts;
                       also websr-s, websr-m, anime4k-m, anime4k-ul
  --degradation KIND   bicubic (default): half the size; h264: and then through H.264
  --bits-per-pixel N   of H.264 (default 0.1; 0.05 is poor, 0.2 good)
  --restoration N      0 … 1, what our networks are told of the degradation, or auto (default): they see it
  --frames N           consecutive frames of a clip (default 16)
  --start SECONDS      where in a clip (default a third of its length)
  --crop WxH           measures the middle of the original only
  --peer-websr DIR     a checkout of WebSR
  --peer-anime4k DIR   a checkout of Anime4K-WebGPU
  --out DIR            where report.json, table.md and crops go (default tests/out/quality-video)`;

const optionTypes = {
  video: { type: 'string' },
  images: { type: 'string' },
  methods: { type: 'string' },
  degradation: { type: 'string' },
  'bits-per-pixel': { type: 'string' },
  restoration: { type: 'string' },
  frames: { type: 'string' },
  start: { type: 'string' },
  crop: { type: 'string' },
  'peer-websr': { type: 'string' },
  'peer-anime4k': { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const endings = {
  video: /\.(mp4|m4v|mov|webm|mkv)$/i,
  images: /\.(png|jpe?g|webp|avif|bmp|gif)$/i,
} as const;

/** Parses and checks; throws {@link UsageError}. */
export function parseVideoArguments(
  argv: readonly string[],
  known: readonly KnownMethod[],
  cwd: string = process.cwd(),
): VideoArguments | 'help' {
  const values = readOptions(argv);
  if (values.help) return 'help';
  if (values.video !== undefined && values.images !== undefined)
    throw new UsageError('--video and --images: give one of them.');
  const kind = values.video === undefined ? 'images' : 'video';
  const source = resolve(cwd, values.video ?? values.images ?? '');
  const peers = {
    websr: checkout('--peer-websr', values['peer-websr'], 'src/main.ts', cwd),
    anime4k: checkout('--peer-anime4k', values['peer-anime4k'], 'src/pipelines/upscale/index.ts', cwd),
  };
  const degradation = degradationOf(values.degradation ?? 'bicubic', values['bits-per-pixel']);
  return {
    kind,
    source,
    files: filesOf(kind, source),
    methods: methodsOf(values.methods, known, peers),
    degradation,
    restoration: restorationOf(values.restoration ?? 'auto'),
    frames: numberIn('--frames', values.frames ?? '16', 1, 10_000, true),
    start: values.start === undefined ? undefined : numberIn('--start', values.start, 0, 1e6),
    crop: values.crop === undefined ? undefined : cropOf(values.crop),
    peers,
    out: resolve(cwd, values.out ?? 'tests/out/quality-video'),
  };
}

type OptionValues = {
  [K in keyof typeof optionTypes]?: (typeof optionTypes)[K] extends { type: 'boolean' } ? boolean : string;
};

function readOptions(argv: readonly string[]): OptionValues {
  try {
    return parseArgs({ args: [...argv], options: optionTypes, strict: true }).values as OptionValues;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. To specify')[0] : String(error);
    throw new UsageError(`${reason} (--video FILE --help lists the options)`, { cause: error });
  }
}

function filesOf(kind: 'video' | 'images', source: string): string[] {
  if (!existsSync(source)) throw new UsageError(`--${kind}: ${source} does not exist.`);
  if (!statSync(source).isDirectory()) return [source];
  const files = readdirSync(source)
    .filter((name) => endings[kind].test(name))
    .toSorted()
    .map((name) => join(source, name));
  if (files.length === 0)
    throw new UsageError(`--${kind}: ${source} holds nothing that ends in ${endings[kind]}.`);
  return files;
}

function checkout(option: string, text: string | undefined, inside: string, cwd: string): string | undefined {
  if (text === undefined) return undefined;
  const path = resolve(cwd, text);
  if (!existsSync(join(path, inside)))
    throw new UsageError(`${option}: ${path} holds no ${inside}. Give a checkout of the peer's repository.`);
  return path;
}

function methodsOf(
  text: string | undefined,
  known: readonly KnownMethod[],
  peers: Readonly<Record<string, string | undefined>>,
): string[] {
  const runs = ({ peer }: KnownMethod): boolean => peer === undefined || peers[peer] !== undefined;
  if (text === undefined)
    return known.filter((method) => !method.optional && runs(method)).map((method) => method.name);
  const names = [...new Set(text.split(',').map((part) => part.trim()))].filter((name) => name !== '');
  if (names.length === 0) throw new UsageError('--methods: none given.');
  for (const name of names) {
    const method = known.find((candidate) => candidate.name === name);
    if (!method)
      throw new UsageError(
        `--methods: no method is called '${name}'. Use ${known.map((candidate) => candidate.name).join(', ')}.`,
      );
    if (!runs(method))
      throw new UsageError(`--methods: '${name}' needs --peer-${method.peer} DIR, a checkout of it.`);
  }
  return names;
}

function degradationOf(kind: string, bits: string | undefined): Degradation {
  if (kind === 'h264') return { kind, bitsPerPixel: numberIn('--bits-per-pixel', bits ?? '0.1', 0.001, 10) };
  if (kind !== 'bicubic') throw new UsageError(`--degradation: '${kind}' is neither bicubic nor h264.`);
  if (bits !== undefined) throw new UsageError('--bits-per-pixel: is of --degradation h264.');
  return { kind };
}

function restorationOf(text: string): Restoration {
  return text === 'auto' ? text : numberIn('--restoration', text, 0, 1, false, "'auto' or ");
}

function cropOf(text: string): { width: number; height: number } {
  const match = /^(\d+)x(\d+)$/i.exec(text);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || width < 32 || height < 32)
    throw new UsageError(
      `--crop: '${text}' is not WIDTHxHEIGHT with at least 32 pixels a side, as in 640x360.`,
    );
  return { width, height };
}

function numberIn(name: string, text: string, min: number, max: number, whole = false, orElse = ''): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= min && value <= max) || (whole && !Number.isInteger(value)))
    throw new UsageError(
      `${name}: '${text}' is not ${orElse}a ${whole ? 'whole ' : ''}number from ${min} to ${max}.`,
    );
  return value;
}
