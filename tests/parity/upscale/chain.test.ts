// The recipe from scenes to pixels: sequences are rendered, a few steps trained, the result exported, and the upscaler that
// runs it compared with PyTorch. See tests/support/python.ts for what it needs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasTorch, runModule, runPython } from '../../support/python.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const timeout = 300_000;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upscale-chain-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function render(split: string, families: string, sequences: number): void {
  const options = ['--out', join(folder, split), '--split', split, '--families', families];
  const size = ['--sequences', String(sequences), '--frames', '6', '--size', '132x132'];
  const run = spawnSync(process.execPath, ['tests/support/render-data.mjs', ...options, ...size], {
    cwd: root,
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr.slice(-2000));
}

test.skipIf(!hasTorch)('from scenes to WGSL', { timeout }, async () => {
  render('train', 'slabs,wires,glossy', 3);
  render('validation', 'signs', 1);
  const run = join(folder, 'run');
  const options = ['--data', folder, '--out', run, '--tier', 'lite', '--batch', '1', '--device', 'cpu'];
  await runModule('models.upscale.train', [...options, '--steps', '3']);
  // And on from there, in two processes that share their gradients.
  const team = ['torch.distributed.run', '--standalone', '--nproc-per-node', '2', '-m'];
  const log = await runPython('-m', [
    ...team,
    'models.upscale.train',
    ...options,
    '--steps',
    '5',
    '--resume',
  ]);
  expect(log).toMatch(/step 5 /);

  await runModule('models.upscale.export', [run, '--out', folder]);
  const config = JSON.parse(readFileSync(join(folder, 'lite/model.json'), 'utf8')) as {
    training: { steps: number };
  };
  expect(config.training.steps).toBe(5);
  const [sequence] = readdirSync(join(folder, 'validation'));
  const compared = await runModule('models.upscale.check_parity', [
    join(folder, 'validation', sequence!),
    '--run',
    run,
    '--frames',
    '3',
  ]);
  const worst = Number(/worst mean of history (\S+)/.exec(compared)?.[1]);
  expect(worst).toBeLessThan(1e-3);
});
