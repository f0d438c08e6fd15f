// The command line of `npm run quality`.
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** A request that cannot be met, told to the user in one line without a stack. */
export class UsageError extends Error {}

/** The checked command line. Paths are absolute. */
export type QualityArguments = {
  /** Names of built-in scenes and of the test bed, `probe`, or absolute paths of .glb and .gltf files. */
  readonly scenes: readonly string[];
  readonly ratio: number;
  readonly frames: number;
  readonly size: { readonly width: number; readonly height: number };
  readonly methods: readonly string[];
  readonly samples: number;
  readonly out: string;
  readonly record: string | undefined;
  readonly peer: string | undefined;
  readonly host: 'node' | 'chromium';
  readonly cache: boolean;
};

/** What `--help` prints. */
export const usage: string = `npm run quality -- [options]
  --scene NAME        a built-in scene or 'all' of them (default all), a scene of the test bed or 'test' for all of it, a path to
                      a .glb; commas separate several
  --ratio N           display pixels per render pixel and axis, 1 to 3 (default 2)
  --frames N          frames of the sequence, at least 10 (default 64)
  --size WxH          display size in pixels (default 960x540)
  --methods A,B       default bilinear,fsr1,taau,native,native-traa,spatial,analytic (and pmndrs with --peer-upscaler)
  --samples N         jittered samples per display pixel of the reference (default 32)
  --out DIR           where report.json and report.html go (default tests/out/quality)
  --peer-upscaler DIR a checkout of @pmndrs/upscaler, for the methods pmndrs and pmndrs-soft
  --in node|chromium  where to render (default node)
  --record DIR        instead of measuring, write what a temporal upscaler receives to DIR
  --no-cache          render references and peers again`;

const maxTexture = 8192;

/** Names of scenes by the word that stands for all of them: `all`, `test`. */
export type SceneGroups = Readonly<Record<string, readonly string[]>>;

/** Parses and checks. `groups` and `known` are the scenes and methods that exist. */
export function parseArguments(
  argv: readonly string[],
  groups: SceneGroups,
  known: readonly string[],
  cwd: string = process.cwd(),
): QualityArguments | 'help' {
  const values = readOptions(argv);
  if (values.help) return 'help';
  const peer = values['peer-upscaler'] === undefined ? undefined : resolve(cwd, values['peer-upscaler']);
  if (peer !== undefined && !existsSync(resolve(peer, 'src/index.ts'))) {
    throw new UsageError(
      `--peer-upscaler: ${peer} holds no src/index.ts. Give a checkout of @pmndrs/upscaler.`,
    );
  }
  const frames = wholeNumber('--frames', values.frames ?? '64', values.record === undefined ? 10 : 1, 10_000);
  return {
    scenes: scenesOf(values.scene ?? 'all', groups, cwd),
    ratio: numberIn('--ratio', values.ratio ?? '2', 1, 3),
    frames,
    size: sizeOf(values.size ?? '960x540'),
    methods: methodsOf(values.methods, known, peer !== undefined),
    samples: wholeNumber('--samples', values.samples ?? '32', 1, 4096),
    out: resolve(cwd, values.out ?? 'tests/out/quality'),
    record: values.record === undefined ? undefined : resolve(cwd, values.record),
    peer,
    host: hostOf(values.in ?? 'node'),
    cache: !values['no-cache'],
  };
}

const optionTypes = {
  scene: { type: 'string' },
  ratio: { type: 'string' },
  frames: { type: 'string' },
  size: { type: 'string' },
  methods: { type: 'string' },
  samples: { type: 'string' },
  out: { type: 'string' },
  record: { type: 'string' },
  'peer-upscaler': { type: 'string' },
  in: { type: 'string' },
  'no-cache': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type OptionValues = {
  [K in keyof typeof optionTypes]?: (typeof optionTypes)[K] extends { type: 'boolean' } ? boolean : string;
};

function readOptions(argv: readonly string[]): OptionValues {
  try {
    return parseArgs({ args: [...argv], options: optionTypes, strict: true }).values as OptionValues;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. To specify')[0] : String(error);
    throw new UsageError(`${reason} (--help lists the options)`, { cause: error });
  }
}

function scenesOf(text: string, groups: SceneGroups, cwd: string): string[] {
  const known = Object.values(groups).flat();
  const names = [...known, ...Object.keys(groups)].join(', ');
  const scenes = list(text).flatMap((name) => (Object.hasOwn(groups, name) ? groups[name]! : [name]));
  if (scenes.length === 0) throw new UsageError(`--scene: no scene given. Use ${names} or a path to a .glb.`);
  return scenes.map((name) => {
    if (known.includes(name) || name === 'probe') return name;
    if (!/\.(glb|gltf)$/i.test(name)) {
      throw new UsageError(`--scene: no scene is called '${name}'. Use ${names} or a path to a .glb.`);
    }
    const path = resolve(cwd, name);
    if (!existsSync(path) || !statSync(path).isFile())
      throw new UsageError(`--scene: ${path} is not a file.`);
    return path;
  });
}

function methodsOf(text: string | undefined, known: readonly string[], hasPeer: boolean): string[] {
  const optional = new Set(['pmndrs', 'pmndrs-soft']);
  if (text === undefined) return known.filter((name) => hasPeer || !optional.has(name));
  const methods = [...new Set(list(text))];
  if (methods.length === 0) throw new UsageError(`--methods: none given. Use ${known.join(', ')}.`);
  for (const name of methods) {
    if (!known.includes(name)) {
      throw new UsageError(`--methods: no method is called '${name}'. Use ${known.join(', ')}.`);
    }
    if (optional.has(name) && !hasPeer) {
      throw new UsageError(`--methods: '${name}' needs --peer-upscaler DIR, a checkout of @pmndrs/upscaler.`);
    }
  }
  return methods;
}

function sizeOf(text: string): { width: number; height: number } {
  const match = /^(\d+)x(\d+)$/i.exec(text);
  const width = Number(match?.[1]);
  const height = Number(match?.[2]);
  if (!match || width < 32 || height < 32 || width > maxTexture || height > maxTexture) {
    throw new UsageError(
      `--size: '${text}' is not WIDTHxHEIGHT with 32 to ${maxTexture} pixels a side, as in 960x540.`,
    );
  }
  return { width, height };
}

function hostOf(text: string): 'node' | 'chromium' {
  if (text === 'node' || text === 'chromium') return text;
  throw new UsageError(`--in: '${text}' is neither node nor chromium.`);
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = numberIn(name, text, min, max);
  if (!Number.isInteger(value)) throw new UsageError(`${name}: '${text}' is not a whole number.`);
  return value;
}

function numberIn(name: string, text: string, min: number, max: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= min && value <= max)) {
    throw new UsageError(`${name}: '${text}' is not a number from ${min} to ${max}.`);
  }
  return value;
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
