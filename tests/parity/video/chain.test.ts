// The recipe from pictures to pixels: patches, a few steps of training, export, and the result in WGSL against PyTorch.
// See tests/support/python.ts for what it needs.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { hasTorch, runModule, runPython } from '../../support/python.ts';
import { compareWithRecorded } from '../compare.ts';

const record = fileURLToPath(new URL('record.py', import.meta.url));
const timeout = 300_000;
let folder: string;

// Three pictures with something to learn in them.
const drawPictures = `
import sys, numpy as np
from PIL import Image
y, x = np.mgrid[0:224, 0:256]
for i, name in enumerate(['train/a', 'train/b', 'validation/c']):
    waves = np.sin((x ** 1.3 + y * (i + 1)) / 9) * np.cos(y / (3 + i))
    bars = ((x // 8 + y // (5 + i)) % 2) * 0.4
    rgb = np.stack([0.5 + 0.3 * waves, 0.3 + bars, 0.6 - 0.2 * waves + 0.3 * bars], -1)
    Image.fromarray((rgb.clip(0, 1) * 255).astype(np.uint8)).save(f'{sys.argv[1]}/{name}.png')
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'video-chain-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const fixture = useGpu();

test.skipIf(!hasTorch)('from pictures to WGSL', { timeout }, async () => {
  const at = (name: string): string => join(folder, name);
  for (const split of ['train', 'validation', 'patches', 'models'])
    mkdirSync(at(split === 'train' || split === 'validation' ? `pictures/${split}` : split), {
      recursive: true,
    });
  await runPython('-c', [drawPictures, at('pictures')]);
  await runModule('models.video.prepare', [
    '--data',
    at('pictures'),
    '--out',
    at('patches'),
    '--scale',
    '0.1',
  ]);
  const options = ['--data', at('patches'), '--out', at('run'), '--batch', '4', '--crop', '24'];
  await runModule('models.video.train', [...options, '--steps', '3', '--device', 'cpu']);
  // And on from there.
  const log = await runModule('models.video.train', [
    ...options,
    '--steps',
    '5',
    '--resume',
    '--device',
    'cpu',
  ]);
  expect(log).toMatch(/step 5 /);
  await runModule('models.video.export', [at('run'), '--out', at('models')]);
  const config = JSON.parse(readFileSync(at('models/small/model.json'), 'utf8')) as {
    training: { steps: number };
    metrics: { validation: { learned: { clean: number } } };
  };
  expect(config.training.steps).toBe(5);
  expect(config.metrics.validation.learned.clean).toBeGreaterThan(10);
  // What sees degradation learns from the same patches.
  const short = ['--batch', '4', '--steps', '3', '--device', 'cpu'];
  const seeing = ['--data', at('patches'), '--out', at('degradation'), ...short];
  await runModule('models.video.train_degradation', seeing);
  await runModule('models.video.export', [at('degradation'), '--out', at('models')]);
  // Colour: the same pictures, the same way.
  await runModule('models.video.colour_data', ['--data', at('pictures'), '--out', at('patches')]);
  const few = ['--batch', '2', '--steps', '3', '--device', 'cpu'];
  await runModule('models.video.train_colour', ['--data', at('patches'), '--out', at('colour'), ...few]);
  await runModule('models.video.export', [at('colour'), '--out', at('models')]);
  await runPython(record, [at('models'), folder]);
  for (const name of ['small', 'degradation', 'colour']) {
    const model = pathToFileURL(`${at(`models/${name}`)}/`);
    const recording = pathToFileURL(at(`${name}.safetensors`));
    const found = await compareWithRecorded(fixture.gpu, model, recording, 'f32');
    expect(found.relative).toBeLessThan(1e-3);
  }
});
