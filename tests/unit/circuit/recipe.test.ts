// The whole chain of models/circuit, seconds of it: recordings, training, resuming, export, and what packages/world reads.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createEpisodeFile, readEpisodes, type EpisodeHeader } from '@frameloom/world';
import { expect, test } from 'vitest';
import { circuitHeader, recordCircuit } from '../../../models/circuit/data/record.ts';
import { loadLevelFiles } from '../../../packages/world/src/load-files.ts';
import { hasTorch, runModule, runPython } from '../../support/python.ts';

const steps = 60;

/** Lengths of roll-outs where changes are wrong, then right, then own pictures are wrong; and late in a run. */
const curriculum = `
from models.circuit.rollout import Curriculum
one = Curriculum(64, 0.09375)
def after(counts, progress, steps=400):
    for _ in range(steps):
        one.follow(counts, progress)
    return round(one.length)
print(after([100, 50, 0, 0], 0.1), after([100, 90, 100, 95], 0.2, 500), after([100, 90, 100, 60], 0.3))
one = Curriculum(64, 0.09375)
print(after([100, 50, 100, 95], 0.6, 100) > 2)
`;

test.skipIf(!hasTorch)(
  'own predictions come in when the network has learned a step, and go where they fail',
  async () => {
    expect(await runPython('-c', [curriculum])).toBe('1 64 1\nTrue\n');
  },
);

async function record(
  path: string,
  bots: readonly ('clumsy' | 'weaver')[],
  header: EpisodeHeader,
): Promise<void> {
  const file = createEpisodeFile();
  const poses: Float32Array[] = [];
  for (const [i, bot] of bots.entries()) {
    const drive = recordCircuit({ seed: i + 4, bot, steps });
    // Every action must occur, as in recordings that are long enough.
    for (let action = 0; action < 9; action++) drive.episode.actions[action] = action;
    // The same colours in another order are another palette.
    const { frames } = drive.episode;
    const last = header.palette.length - 1;
    if (header.palette !== circuitHeader.palette) frames.forEach((color, at) => (frames[at] = last - color));
    await file.add(drive.episode);
    poses.push(drive.poses);
  }
  writeFileSync(path, file.finish(header));
  writeFileSync(`${path}.poses`, Buffer.concat(poses.map((part) => new Uint8Array(part.buffer))));
}

test('recordings say nothing about the world, and are read again', async () => {
  const file = createEpisodeFile();
  const { episode } = recordCircuit({ seed: 3, bot: 'keeper', steps: 20 });
  await file.add(episode);
  const { header, episodes } = await readEpisodes(file.finish(circuitHeader));
  expect(header).toEqual(circuitHeader);
  expect(header).not.toHaveProperty('movers');
  expect(episodes[0]!.frames).toEqual(episode.frames);
  expect(episodes[0]!.actions).toEqual(episode.actions);
  expect(episodes[0]!.movers.length).toBe(0);
});

test.skipIf(!hasTorch)('from recordings to a level', { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'circuit-'));
  const file = (name: string): string => join(folder, name);
  try {
    await record(file('train.episodes'), ['clumsy', 'clumsy'], circuitHeader);
    await record(file('held-out.episodes'), ['weaver'], {
      ...circuitHeader,
      palette: circuitHeader.palette.toReversed(),
    });
    await record(file('other.episodes'), ['weaver'], {
      ...circuitHeader,
      actions: circuitHeader.actions.toReversed(),
    });
    const train = (data: readonly string[], ...more: string[]): Promise<string> =>
      runModule(
        'models.circuit.train',
        [
          ['--data', ...data.map(file), '--validation', file('held-out.episodes'), '--out', file('run')],
          ['--batch', '2', '--unroll', '2', '--channels', '8', '8', '8', '8', '--judge', '1'],
          ['--device', 'cpu', ...more],
        ].flat(),
      );
    await expect(train(['train.episodes', 'other.episodes'], '--steps', '1')).rejects.toThrow(
      /actions is not that of the other/,
    );
    await train(['train.episodes'], '--steps', '2');
    await train(['train.episodes'], '--steps', '4', '--resume');
    const { evaluations } = JSON.parse(readFileSync(file('run/metrics.json'), 'utf8')) as {
      evaluations: { step: number; losses: Record<string, number>; figures: Record<string, number> }[];
    };
    expect(evaluations.map(({ step }) => step)).toEqual([2, 4]);
    expect(evaluations[1]!.losses['loss']).toBeLessThan(evaluations[0]!.losses['loss']!);
    expect(evaluations[1]!.figures['one step']).toBeGreaterThanOrEqual(0);
    await runModule('models.circuit.export', [
      file('run'),
      '--starts',
      file('held-out.episodes'),
      '--out',
      file('level'),
    ]);
    const followed = ['--validation', file('held-out.episodes')];
    expect(await runModule('models.circuit.evaluate', [file('level'), ...followed])).toMatch(
      /1 games, own predictions only\n.*\n +1 +\d+\.\d\d %/,
    );
    // A level is learned on where it was left, and only one of these sizes.
    await train(['train.episodes'], '--steps', '1', '--begin', file('level'));
    await expect(train(['train.episodes'], '--begin', file('level'), '--paint', '4')).rejects.toThrow(
      /--begin .*level: is Spec\(.*Give the same sizes and recordings\./,
    );
    // The place as a vector, learned apart, in the place of the map that is kept.
    const drives = [
      ['--data', file('train.episodes')],
      ['--validation', file('held-out.episodes')],
    ].flat();
    const sizes = ['--place', '16', '--batch', '2', '--longest', '6', '--steps', '2'];
    await runModule('models.circuit.locate', [...drives, ...sizes, '--out', file('place')]);
    const moves = [
      '--place',
      file('place'),
      '--hidden',
      '4',
      '--longest',
      '8',
      ...sizes.slice(2, 4),
      '--steps',
      '2',
    ];
    expect(await runModule('models.circuit.move', [...drives, ...moves, '--out', file('moves')])).toMatch(
      /squares after 0 0\.\d+ .* squares after 30 0\.\d+/,
    );
    await expect(train(['train.episodes'], '--place', file('run'))).rejects.toThrow(
      /run: is not a run of models\.circuit\.locate\. Give the folder that it wrote\./,
    );
    await expect(train(['train.episodes'], '--place', file('none'))).rejects.toThrow(
      /none: has no checkpoint\.pt\. Give the folder of a run\./,
    );
    await train(['train.episodes'], '--steps', '6', '--begin', file('run'), '--place', file('place'));
    await runModule('models.circuit.export', [
      file('run'),
      '--starts',
      file('held-out.episodes'),
      '--out',
      file('place-level'),
    ]);
    const placed = await loadLevelFiles(pathToFileURL(file('place-level/')));
    expect(placed.spec).toMatchObject({ memory: { channels: 16, levels: 255, level: 7 } });
    expect(placed.stateWords).toBe(2 + 2 * ((96 * 54) / 4) + 4);
    // The baseline predicts a recording that `npm run quality` sets beside the level.
    const small = ['--steps', '2', '--batch', '2', '--channels', '8', '8', '8', '8'];
    const asked = ['--predict', file('held-out.episodes'), '--told', '10'];
    await runModule(
      'models.circuit.baseline',
      [['--data', file('train.episodes'), '--out', file('baseline')], followed, small, asked].flat(),
    );
    const [truth, made] = await Promise.all(
      ['held-out.episodes', 'baseline/made.episodes'].map(async (name) => {
        const { header, episodes } = await readEpisodes(readFileSync(file(name)));
        return { header, first: episodes[0]! };
      }),
    );
    expect(made!.header).toEqual(truth!.header);
    expect(made!.first.actions).toEqual(truth!.first.actions);
    const pixels = 96 * 54;
    expect(made!.first.frames.subarray(0, 2 * pixels)).toEqual(truth!.first.frames.subarray(0, 2 * pixels));
    expect(made!.first.frames.subarray(2 * pixels)).not.toEqual(truth!.first.frames.subarray(2 * pixels));
    const files = await loadLevelFiles(pathToFileURL(file('level/')));
    expect(files.spec.actions.find(({ name }) => name === 'gas left')!.keys).toContain('ArrowUp+ArrowLeft');
    expect(files.stateWords).toBe(2 + 2 * ((96 * 54) / 4) + (24 * 14 * 32) / 4);
    expect(files.estimateMemory('f32')).toBeGreaterThan(1e6);
    // A state whose classes do not exist, and one of another length.
    const state = files.starts[0]!.slice();
    state[5] = 0x30000000;
    expect(() => files.requireState(state, 'it')).toThrow(/a class must be from 0 to 47, got 48/);
    expect(() => files.requireState(state.subarray(1), 'it')).toThrow(/has 5282 numbers, got 5281/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
