import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createEpisodeFile } from '@frameloom/world';
import { botNames, createLitPainter, createPainter } from '@frameloom/scenes/circuit';
import { circuitHeader } from '../../circuit/data/record.ts';
import { readBots } from '../../shared/bots.ts';
import { readLayouts } from './layouts.ts';
import { recordPair } from './record.ts';

const usage = `Records pairs of pictures of drives around the circuit: flat classes, and lit pictures of 288×162.
  --out FILE       where to write the flat ones (.episodes); the lit ones, raw RGB, go to FILE with .lit behind
  --layouts LIST   towns, such as 41,101-124 (41, the usual one)
  --drives N       drives in each (12)
  --steps N        steps of each (5)
  --seed N         the first drive's seed (1); the others count on
  --bots NAMES     who drives in turn, of ${botNames.join(',')}`;

/** Runs the command and returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      out: { type: 'string' },
      layouts: { type: 'string', default: '41' },
      drives: { type: 'string', default: '12' },
      steps: { type: 'string', default: '5' },
      seed: { type: 'string', default: '1' },
      bots: { type: 'string', default: 'keeper,clumsy,keeper,creeper,crasher,clumsy,turner' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.out === undefined) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const names = readBots(values.bots, botNames);
  const [drives, steps] = [Number(values.drives), Number(values.steps)];
  const file = createEpisodeFile();
  const lit = openSync(`${values.out}.lit`, 'w');
  let seed = Number(values.seed);
  for (const layout of readLayouts(values.layouts)) {
    const painters = { flat: createPainter(layout), lit: createLitPainter(layout) };
    for (let i = 0; i < drives; i++, seed++) {
      const pair = recordPair(painters, { seed, bot: names[seed % names.length]!, steps });
      await file.add(pair.episode);
      writeSync(lit, pair.lit);
    }
    console.log(`layout ${layout}: ${drives * (steps + 1)} pairs`);
  }
  closeSync(lit);
  writeFileSync(values.out, file.finish({ ...circuitHeader, level: 'city' }));
  return 0;
}
