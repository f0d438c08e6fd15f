import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createEpisodeFile } from '@frameloom/world';
import { botNames } from '@frameloom/scenes/wick';
import { recordWick, wickHeader } from './record.ts';
import { readBots } from '../../shared/bots.ts';

const usage = `Records games of Wick, played by bots.
  --out FILE       where to write (.episodes)
  --episodes N     games (300)
  --steps N        steps of each (600)
  --seed N         the first game's seed (1); the others count on
  --bots NAMES     who plays in turn (${botNames.join(',')})
  --fresh          start as a player does; default: in the middle of things
  --built          with rare moments set every few steps, in cellars with many lanterns
  --hesitant       half of the times that the flame is about to eat it turns back, or does anything`;

/** Runs the command and returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      out: { type: 'string' },
      episodes: { type: 'string', default: '300' },
      steps: { type: 'string', default: '600' },
      seed: { type: 'string', default: '1' },
      bots: { type: 'string', default: 'clever,clumsy,undo,homing,tour,reckless,reckless' },
      fresh: { type: 'boolean', default: false },
      built: { type: 'boolean', default: false },
      hesitant: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.out === undefined) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const names = readBots(values.bots, botNames);
  const [count, steps, first] = [Number(values.episodes), Number(values.steps), Number(values.seed)];
  const file = createEpisodeFile();
  for (let i = 0; i < count; i++) {
    const bot = names[i % names.length]!;
    const { fresh, built, hesitant } = values;
    await file.add(recordWick({ seed: first + i, bot, steps, scattered: !fresh, built, hesitant }));
    if ((i + 1) % 50 === 0)
      console.log(`${i + 1} of ${count} games, ${(file.bytes / 2 ** 20).toFixed(1)} MiB`);
  }
  writeFileSync(values.out, file.finish(wickHeader));
  return 0;
}
