import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readPairs } from '../pixels/arguments.ts';

export const usage = `Measures a level of the drive beside the real one.
  --level DIR      a level's folder, or one that has it as level/
  --out DIR        where report.json, table.md and made.episodes go (default tests/out/quality-drive)
  --episodes N     drives by a kind of bot that was not learned from (default 16)
  --crashes N      crashes, each from a second before it on (default twice as many)
  --starts N       starts, of 16, from which laps are driven by own pictures (default as many as drives)
  --laps N         laps from each (default 3)
  --seed N         of the first drive (default 500001)
  --told N         true pictures of each before own predictions begin (default 60)
  --steps N        own predictions of each drive (default 1000)
  --still N        steps in which nobody does anything, of an eighth as many starts as drives (default 600)
  --soak N         steps more, over which memory and time are watched (default 0)
  --real           the real drive in place of the level: what is said of a perfect one
  --truth FILE     writes the real drives there as a recording, and ends
  --beside NAME=FILE   predictions of these drives by something else: another column; may be given again
  --save           writes the figures into level.json`;

/** What the command line asks for. */
export type Options = {
  folder: string;
  out: string;
  episodes: number;
  crashes: number;
  starts: number;
  laps: number;
  seed: number;
  told: number;
  steps: number;
  still: number;
  soak: number;
  real: boolean;
  truth: string | undefined;
  beside: readonly { name: string; file: string }[];
  save: boolean;
};

/** Reads the command line; `'help'` where that is asked for. Throws an Error that says what is wrong. */
export function parseArguments(argv: readonly string[]): Options | 'help' {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      level: text,
      out: { ...text, default: 'tests/out/quality-drive' },
      episodes: { ...text, default: '16' },
      crashes: text,
      starts: text,
      laps: { ...text, default: '3' },
      seed: { ...text, default: '500001' },
      told: { ...text, default: '60' },
      steps: { ...text, default: '1000' },
      still: { ...text, default: '600' },
      soak: { ...text, default: '0' },
      real: flag,
      truth: text,
      beside: { ...text, multiple: true, default: [] },
      save: flag,
      help: flag,
    },
  });
  if (values.help || !values.level) return 'help';
  const count = (name: keyof typeof values, least: number, usual = 0): number => {
    const number = Number(values[name] ?? usual);
    if (Number.isInteger(number) && number >= least) return number;
    throw new Error(
      `quality: --${name} must be a whole number from ${least} on, got ${String(values[name])}.`,
    );
  };
  const given = resolve(values.level);
  const episodes = count('episodes', 1);
  return {
    folder: existsSync(join(given, 'level.json')) ? given : join(given, 'level'),
    out: resolve(values.out),
    episodes,
    crashes: count('crashes', 0, 2 * episodes),
    starts: count('starts', 0, episodes),
    laps: count('laps', 1),
    seed: count('seed', 0),
    told: count('told', 2),
    steps: count('steps', 1),
    still: count('still', 1),
    soak: count('soak', 0),
    real: values.real,
    truth: values.truth,
    beside: readPairs(values.beside),
    save: values.save,
  };
}
