// The recipes from candidates to networks that the interpolators load: a few steps of training, and export.
// See tests/support/python.ts for what it needs.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createInterpolator, createVideoInterpolator } from '@frameloom/interpolate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { hasTorch, runPython } from '../../support/python.ts';

const fixture = useGpu();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interpolate-chain-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

// Files as `npm run data -- --between --candidates` writes them, with `--video` too; what is in them is noise. Then both recipes, in one
// process.
const chain = `
import sys, numpy as np
from safetensors.numpy import save_file
from models.interpolate import export, train
out = sys.argv[1]
draw = np.random.default_rng(1)
n, h, w = 3, 32, 48
def write(tier, kind, words, blocks, scale):
  for split in ('train', 'validation'):
    save_file({
      'words': draw.integers(0, 2**32, (n, words, h, w), np.uint32) & np.uint32(0x3bff3bff),
      'features': draw.random((n, blocks, h // scale, w // scale, 4)).astype(np.float16),
      'analytic': draw.integers(0, 256, (n, h, w, 4), np.uint8),
      'truth': draw.integers(0, 256, (n, h, w, 3), np.uint8),
      't': np.full(n, 0.5, np.float32),
    }, f'{out}/{tier}/{split}/noise.safetensors', {'format': kind, 'family': 'noise'})
def run(tier):
  sys.argv = ['train', '--tier', tier, '--data', f'{out}/{tier}', '--out', f'{out}/run-{tier}']
  sys.argv += ['--batch', '2', '--crop', '32', '--device', 'cpu', '--steps', '4']
  train.main()
  sys.argv = ['export', f'{out}/run-{tier}', '--out', f'{out}/models']
  export.main()
write('standard', 'frameloom-candidates-2', 20, 5, 4)
write('video-lite', 'frameloom-candidates-video-1', 10, 9, 2)
run('standard')
run('video-lite')
`;

test.skipIf(!hasTorch)('from candidates to frames', { timeout: 300_000 }, async () => {
  const at = (name: string): string => join(folder, name);
  for (const tier of ['standard', 'video-lite']) {
    for (const split of ['train', 'validation']) mkdirSync(at(`${tier}/${split}`), { recursive: true });
  }
  await runPython('-c', [chain, folder]);
  const model = (tier: string): URL => {
    const config = JSON.parse(readFileSync(at(`models/${tier}/model.json`), 'utf8')) as {
      training: { steps: number };
    };
    expect(config.training.steps).toBe(4);
    return pathToFileURL(`${at(`models/${tier}`)}/`);
  };
  const size = { width: 48, height: 32 };
  const opened = await Promise.all([
    createInterpolator(fixture.gpu, { displaySize: size, model: model('standard') }),
    createVideoInterpolator(fixture.gpu, { size, model: model('video-lite') }),
  ]);
  for (const interpolator of opened) {
    await interpolator.modelReady;
    expect(interpolator.modelState).toBe('ready');
    interpolator.dispose();
  }
});
