// The whole chain of models/maze, seconds of it: recordings, tokens, training, resuming, export, and what packages/world reads.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { loadLevelFiles } from '../../../packages/world/src/level-files.ts';
import { hasTorch, runPython } from '../../support/python.ts';

const root = join(import.meta.dirname, '../../..');
const recipe = join(root, 'models/maze');

test.skipIf(!hasTorch)('from recordings to a level', { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wick-'));
  try {
    const file = (name: string): string => join(folder, name);
    const record = (name: string, seed: number, bots: string): void => {
      const options = ['--episodes', '2', '--steps', '70', '--seed', String(seed), '--bots', bots];
      execFileSync(process.execPath, [join(recipe, 'record.mjs'), '--out', file(name), ...options], {
        cwd: root,
      });
    };
    record('train.episodes', 1, 'clever,reckless');
    record('validation.episodes', 5, 'clumsy,tour');
    const train = (...more: string[]): string =>
      runPython(join(recipe, 'train.py'), [
        '--data',
        file('train.episodes'),
        '--validation',
        file('validation.episodes'),
        '--out',
        file('run'),
        '--batch',
        '16',
        '--pictures',
        '2',
        ...more,
      ]);
    expect(train('--budget', '0.03')).toContain('"playerOne"');
    train('--budget', '0.05', '--resume');
    const { log } = JSON.parse(readFileSync(file('run/metrics.json'), 'utf8')) as {
      log: { steps: number }[];
    };
    expect(log.length).toBe(2);
    expect(log[1]!.steps).toBeGreaterThan(log[0]!.steps);
    runPython(join(recipe, 'export.py'), [
      file('run'),
      '--starts',
      file('validation.episodes'),
      '--out',
      file('level'),
      '--parity',
      file('parity.safetensors'),
    ]);
    const files = await loadLevelFiles(pathToFileURL(file('level/')));
    expect(files.starts.length).toBe(2);
    expect(files.spec.actions.map(({ name }) => name)).toEqual(['stay', 'up', 'right', 'down', 'left']);
    expect(files.layout.moverFeatures).toBe(files.networks.movers.get('a.weight')!.shape[1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
