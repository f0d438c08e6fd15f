// The whole chain of models/maze, seconds of it: recordings, tokens, training, resuming, export, and what packages/world reads.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { loadCellsFiles } from '../../support/cells-files.ts';
import { hasTorch, runModule, runPython } from '../../support/python.ts';

/** Pickles an object that writes a file when it is unpickled, and asks the readers of checkpoints and tokens for it. */
const hostile = `
import pickle, sys, torch
from pathlib import Path
from models.maze.dataset import read_tokens
from models.shared.checkpoint import read_values
class Hostile:
    def __reduce__(self):
        return (Path.touch, (Path(sys.argv[1] + '.ran'),))
for write in (lambda path: path.write_bytes(pickle.dumps(Hostile())), lambda path: torch.save({'spec': Hostile()}, path)):
    path = Path(sys.argv[1])
    write(path)
    try:
        read_values(path)
        print('read')
    except ValueError as error:
        print('refused', 'more than tensors' in str(error))
    print(read_tokens(path), Path(sys.argv[1] + '.ran').exists())
`;

/** Hides cells in all moments that allow it, and prints what that did. */
const hiding = `
import sys, torch
from models.maze.dataset import Moments
from models.maze.hidden import find_usual, hide
from models.maze.losses import written
from models.maze.shipped import load_begin
from models.maze.network import Spec
kept = load_begin('models/maze/level', sys.argv[1])
spec, data = Spec(**kept['spec']), Moments(sys.argv[1], 'cpu')
usual = find_usual(spec, data)
print([spec.moves[one] for one in usual.tolist()[:3]])
generator = data.generator(3)
batch, clean = (data.batch(*data.pick(600, data.generator(2))) for _ in range(2))
hide(spec, batch, usual, 0.5, generator)
hidden = batch.hidden
unknown = (batch.now.cells == 0).flatten(1).float().mean(1)
print(0.15 < hidden.float().mean().item() < 0.5, (unknown[hidden] > 0.5).all().item(), (unknown[~hidden] < 0.5).all().item())
same = (batch.now.cells == clean.now.cells) | (batch.now.cells == 0)
print(same.all().item(), (batch.now.cells > 0).eq(batch.then.cells > 0)[hidden].all().item())
# What the flame eats on ground that it knows is learned all the same; on unknown ground nothing happens.
ate = written(spec, clean.now, clean.then) > 0
print(torch.equal(written(spec, batch.now, batch.then)[hidden] > 0, ate[hidden]))
`;

const root = join(import.meta.dirname, '../../..');
const recipe = join(root, 'models/maze');

test.skipIf(!hasTorch)('a checkpoint or tokens that hold code are refused, and it does not run', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wick-'));
  try {
    const said = await runPython('-c', [hostile, join(folder, 'a.tokens')]);
    expect(said).toBe('refused True\n{} False\n'.repeat(2));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.skipIf(!hasTorch)('from recordings to a level', { timeout: 600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wick-'));
  try {
    const file = (name: string): string => join(folder, name);
    const record = (name: string, seed: number, bots: string, ...more: string[]): void => {
      const options = ['--episodes', '2', '--steps', '70', '--seed', String(seed), '--bots', bots, ...more];
      execFileSync(process.execPath, [join(recipe, 'record.mjs'), '--out', file(name), ...options], {
        cwd: root,
      });
    };
    record('train.episodes', 1, 'clever,reckless');
    record('validation.episodes', 5, 'clumsy,tour');
    record('built.episodes', 9, 'clever,undo', '--built');
    record('hesitant.episodes', 9, 'clever,undo', '--hesitant');
    const sets = ['--data', file('train.episodes'), '--validation', file('validation.episodes')];
    const small = ['--batch', '16', '--pictures', '2', '--device', 'cpu'];
    const train = (out: string, ...more: string[]): string[] => [
      'models.maze.train',
      ...sets,
      ...small,
      '--out',
      file(out),
      ...more,
    ];
    type Row = { step: number; losses: Record<string, number> };
    const curve = (out: string): Row[] =>
      (JSON.parse(readFileSync(file(`${out}/metrics.json`), 'utf8')) as { evaluations: Row[] }).evaluations;
    expect(await runPython('-m', train('first', '--minutes', '0.03'))).toContain('playerOne');
    expect(curve('first')[0]!.step).toBeGreaterThan(0);
    // Fine-tuning with every loss, and on from there in two processes that share their gradients.
    const every = ['--adversary', '0.05', '--free', '3', '--begin', file('first')];
    await runPython('-m', train('run', ...every, '--steps', '6'));
    const team = ['torch.distributed.run', '--standalone', '--nproc-per-node', '2', '-m'];
    await runPython('-m', [...team, ...train('run', ...every, '--steps', '12', '--resume')]);
    const log = curve('run');
    expect(log.map(({ step }) => step)).toEqual([6, 12]);
    for (const part of ['frame', 'action', 'sequence']) {
      for (const { losses } of log) expect(losses[`critic ${part}`], part).toBeLessThan(2.5);
      // What critics say must reach the network.
      expect(Math.abs(log[1]!.losses[`adversary ${part}`]!), part).toBeGreaterThan(0);
    }
    // 2 is what a critic has that says nothing; pictures of a network that has seen next to nothing are easily told.
    expect(log[1]!.losses['critic frame']).toBeLessThan(1.8);
    expect(log[1]!.losses['free movers']).toBeGreaterThanOrEqual(0);
    const judged = JSON.parse(
      await runModule('models.maze.judge', [
        file('run'),
        '--data',
        file('validation.episodes'),
        '--long',
        '20',
      ]),
    ) as { psnr: number; long: Record<string, number> };
    expect(judged.psnr).toBeGreaterThan(5);
    expect(judged.long['movers with a look they can have']).toBeLessThanOrEqual(1);
    const starts = ['--starts', file('validation.episodes')];
    const written = ['--out', file('level'), '--parity', file('parity.safetensors')];
    await runModule('models.maze.export', [file('run'), ...starts, ...written]);
    const files = await loadCellsFiles(pathToFileURL(file('level/')));
    expect(files.starts.length).toBe(2);
    expect(files.spec.actions.map(({ name }) => name)).toEqual(['stay', 'up', 'right', 'down', 'left']);
    // What may stand side by side in the bar was counted, and goes along.
    expect(files.barPairs.some((word) => word !== 0)).toBe(true);
    expect(files.barPairs.every((word) => word === 0xffffffff)).toBe(false);
    // On from a level that ships, with rare moments and moments of which little is known; its renderer stays.
    const built = ['--built', file('built.episodes'), file('hesitant.episodes'), '--hide', '0.3'];
    const begin = ['--begin', join(recipe, 'level'), '--pictures', '0', '--steps', '2'];
    await runPython('-m', train('tuned', ...begin, ...built));
    expect((await runPython('-c', [hiding, file('train.episodes')])).trim().split('\n')).toEqual([
      '[[0, 0], [0, -1], [1, 0]]',
      'True True True',
      'True True',
      'True',
    ]);
    // Where files lie is nobody's business.
    expect(readFileSync(file('tuned/metrics.json'), 'utf8')).not.toContain(folder);
    // The bar counts four times; weights that know nothing are at 4 · ln 32 = 13.9.
    expect(curve('tuned')[0]!.losses['bar']).toBeLessThan(4);
    expect(files.layout.features.mover.channels).toBe(files.networks.movers.get('a.weight')!.shape[1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
