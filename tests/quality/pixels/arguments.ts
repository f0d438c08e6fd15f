import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const usage = `Measures a level of pixels beside the real game that it was learned from, under the same actions.
  --level DIR      a level's folder, or one that has it as level/
  --out DIR        where report.json, table.md and made.episodes go (default tests/out/quality-pixels)
  --episodes N     games, each from another seed (default 16)
  --seed N         of the first game (default 500001)
  --told N         true pictures of each before own predictions begin (default 60)
  --steps N        own predictions of each (default 1000)
  --still N        steps in which nobody does anything, of an eighth of the games (default 600)
  --truth FILE     writes the real games there as a recording, and ends
  --beside NAME=FILE   predictions of these games by something else: another column; may be given again
  --resume         takes games that made.episodes has from there: of a run of the same games that was ended early
  --save           writes the figures into level.json`;

/** What the command line asks for. */
export type Options = {
  folder: string;
  out: string;
  episodes: number;
  seed: number;
  told: number;
  steps: number;
  still: number;
  truth: string | undefined;
  beside: readonly { name: string; file: string }[];
  resume: boolean;
  save: boolean;
};

/** Reads the command line; `'help'` where that is asked for. Throws an Error that says what is wrong. */
export function parseArguments(argv: readonly string[]): Options | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      level: text,
      out: { ...text, default: 'tests/out/quality-pixels' },
      episodes: { ...text, default: '16' },
      seed: { ...text, default: '500001' },
      told: { ...text, default: '60' },
      steps: { ...text, default: '1000' },
      still: { ...text, default: '600' },
      truth: text,
      beside: { ...text, multiple: true, default: [] },
      resume: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || !values.level) return 'help';
  const count = (name: 'episodes' | 'seed' | 'told' | 'steps' | 'still', least: number): number => {
    const number = Number(values[name]);
    if (Number.isInteger(number) && number >= least) return number;
    throw new Error(`quality: --${name} must be a whole number from ${least} on, got ${values[name]}.`);
  };
  const given = resolve(values.level);
  return {
    folder: existsSync(join(given, 'level.json')) ? given : join(given, 'level'),
    out: resolve(values.out),
    episodes: count('episodes', 1),
    seed: count('seed', 0),
    told: count('told', 2),
    steps: count('steps', 1),
    still: count('still', 1),
    truth: values.truth,
    beside: readPairs(values.beside),
    resume: values.resume,
    save: values.save,
  };
}

/** Reads what follows `--beside`. */
export function readPairs(pairs: readonly string[]): { name: string; file: string }[] {
  return pairs.map((pair) => {
    const [name, ...file] = pair.split('=');
    if (name && file.length > 0) return { name, file: file.join('=') };
    throw new Error(`quality: --beside must be NAME=FILE, got ${pair}.`);
  });
}
