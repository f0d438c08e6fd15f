import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createEpisodeFile } from '@frameloom/world';
import { botNames } from '@frameloom/scenes/circuit';
import { mixture, players, tinyGames, type TinyGameName } from '@frameloom/scenes/tiny';
import { botNames as wickBots } from '@frameloom/scenes/wick';
import { circuitHeader, poseNumbers, recordCircuit } from './record.ts';
import { recordTiny, tinyHeader } from './tiny.ts';
import { recordWick, wickHeader, wickMixture } from './wick.ts';
import { readBots } from '../../shared/bots.ts';

const gameNames = [...Object.keys(tinyGames), 'wick'];

const usage = `Records drives around the circuit, a tiny game or Wick, by bots: pictures and actions.
  --out FILE       where to write (.episodes); poses, which nothing learns from, go to FILE with .poses behind
  --game NAME      of ${gameNames.join(',')}; without it the circuit
  --episodes N     drives or games (60)
  --steps N        steps of each (600)
  --seed N         the first one's seed (1); the others count on
  --bots NAMES     who plays in turn, of ${botNames.join(',')}; ${players.join(',')}; ${wickBots.join(',')}
  --starts         cars that stand at one of 16 places, one after the other; games in which nobody does anything`;

/** Runs the command and returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      out: { type: 'string' },
      game: { type: 'string' },
      episodes: { type: 'string', default: '60' },
      steps: { type: 'string', default: '600' },
      seed: { type: 'string', default: '1' },
      bots: { type: 'string' },
      starts: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.out === undefined) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const { out, game, bots, starts } = values;
  const plan = { count: Number(values.episodes), steps: Number(values.steps), first: Number(values.seed) };
  const began = performance.now();
  const bytes =
    game === undefined
      ? await driveAll(out, plan, bots, starts)
      : await playAll(out, plan, game, bots, starts);
  const steps = plan.count * plan.steps;
  const rate = (1000 * steps) / (performance.now() - began);
  console.log(
    `${out}: ${steps} steps, ${rate.toFixed(0)} a second, ${(bytes / steps).toFixed(0)} bytes a step`,
  );
  return 0;
}

type Plan = { count: number; steps: number; first: number };

/** Returns bytes written. */
async function driveAll(
  out: string,
  { count, steps, first }: Plan,
  bots = 'keeper,clumsy,keeper,creeper,crasher,clumsy,turner',
  starts: boolean,
): Promise<number> {
  const names = readBots(bots, botNames);
  const file = createEpisodeFile();
  const poses = new Float32Array(count * (steps + 1) * poseNumbers);
  for (let i = 0; i < count; i++) {
    const drive = recordCircuit({
      seed: first + i,
      bot: names[i % names.length]!,
      steps,
      ...(starts && { start: i % 16 }),
    });
    await file.add(drive.episode);
    poses.set(drive.poses, i * (steps + 1) * poseNumbers);
  }
  writeFileSync(out, file.finish(circuitHeader));
  writeFileSync(`${out}.poses`, poses);
  return file.bytes;
}

/** Plays a tiny game, or Wick; `starts`: nobody does anything. */
async function playAll(
  out: string,
  { count, steps, first }: Plan,
  name: string,
  bots: string | undefined,
  starts: boolean,
): Promise<number> {
  if (!gameNames.includes(name))
    throw new Error(`record: no game is called ${name}; there are ${gameNames.join(', ')}`);
  const file = createEpisodeFile();
  const inTurn = <Name extends string>(known: readonly Name[], usual: string): Name[] =>
    readBots(starts ? 'nobody' : (bots ?? usual), known);
  if (name === 'wick') {
    const names = inTurn([...wickBots, 'nobody'], wickMixture);
    for (let i = 0; i < count; i++)
      await file.add(recordWick({ seed: first + i, bot: names[i % names.length]!, steps }));
    writeFileSync(out, file.finish(wickHeader));
    return file.bytes;
  }
  const game = tinyGames[name as TinyGameName];
  const names = inTurn(players, mixture);
  for (let i = 0; i < count; i++)
    await file.add(recordTiny(game, { seed: first + i, player: names[i % names.length]!, steps }));
  writeFileSync(out, file.finish(tinyHeader(game)));
  return file.bytes;
}
