import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createEpisodeFile } from '@frameloom/world';
import { botNames } from '@frameloom/scenes/circuit';
import { circuitHeader, poseNumbers, recordCircuit } from './record.ts';
import { readBots } from '../../shared/bots.ts';

const usage = `Records drives around the circuit, by bots: pictures and actions.
  --out FILE       where to write (.episodes); poses, which only evaluations read, go to FILE with .poses behind
  --episodes N     drives (60)
  --steps N        steps of each (600)
  --seed N         the first drive's seed (1); the others count on
  --bots NAMES     who drives in turn, of ${botNames.join(',')}
  --starts         cars that stand at one of 16 places, one after the other`;

/** Runs the command and returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      out: { type: 'string' },
      episodes: { type: 'string', default: '60' },
      steps: { type: 'string', default: '600' },
      seed: { type: 'string', default: '1' },
      bots: { type: 'string', default: 'keeper,clumsy,keeper,creeper,crasher,clumsy,turner' },
      starts: { type: 'boolean', default: false },
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
  const poses = new Float32Array(count * (steps + 1) * poseNumbers);
  const began = performance.now();
  for (let i = 0; i < count; i++) {
    const drive = recordCircuit({
      seed: first + i,
      bot: names[i % names.length]!,
      steps,
      ...(values.starts && { start: i % 16 }),
    });
    await file.add(drive.episode);
    poses.set(drive.poses, i * (steps + 1) * poseNumbers);
  }
  writeFileSync(values.out, file.finish(circuitHeader));
  writeFileSync(`${values.out}.poses`, poses);
  const rate = (1000 * count * steps) / (performance.now() - began);
  console.log(
    `${values.out}: ${count * steps} steps, ${rate.toFixed(0)} a second, ${(file.bytes / count / steps).toFixed(0)} bytes a step`,
  );
  return 0;
}
