// The recipe from candidates to a network that the interpolator loads: a few steps of training, and export.
// See tests/support/python.ts for what it needs.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createInterpolator } from '@frameloom/interpolate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { hasTorch, runModule, runPython } from '../../support/python.ts';

const fixture = useGpu();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interpolate-chain-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

// A file as `npm run data -- --between --candidates` writes it; what is in it is noise.
const writeCandidates = `
import sys, numpy as np
from safetensors.numpy import save_file
draw = np.random.default_rng(1)
n, h, w = 3, 32, 48
for split in ('train', 'validation'):
  save_file({
    'words': draw.integers(0, 2**32, (n, 20, h, w), np.uint32) & np.uint32(0x3bff3bff),
    'features': draw.random((n, 5, h // 4, w // 4, 4)).astype(np.float16),
    'analytic': draw.integers(0, 256, (n, h, w, 4), np.uint8),
    'truth': draw.integers(0, 256, (n, h, w, 3), np.uint8),
    't': np.full(n, 0.5, np.float32),
  }, f'{sys.argv[1]}/{split}/noise.safetensors', {'format': 'frameloom-candidates-2', 'family': 'noise'})
`;

test.skipIf(!hasTorch)('from candidates to frames', { timeout: 300_000 }, async () => {
  const at = (name: string): string => join(folder, name);
  for (const split of ['train', 'validation']) mkdirSync(at(`data/${split}`), { recursive: true });
  runPython('-c', [writeCandidates, at('data')]);
  const options = [
    '--data',
    at('data'),
    '--out',
    at('run'),
    '--batch',
    '2',
    '--crop',
    '32',
    '--device',
    'cpu',
  ];
  runModule('models.interpolate.train', [...options, '--steps', '4']);
  runModule('models.interpolate.export', [at('run'), '--out', at('models')]);
  const config = JSON.parse(readFileSync(at('models/standard/model.json'), 'utf8')) as {
    training: { steps: number };
  };
  expect(config.training.steps).toBe(4);
  const interpolator = await createInterpolator(fixture.gpu, {
    displaySize: { width: 48, height: 32 },
    model: pathToFileURL(`${at('models/standard')}/`),
  });
  await interpolator.modelReady;
  expect(interpolator.modelState).toBe('ready');
  interpolator.dispose();
});
