// The whole chain of models/city, seconds of it: pairs of pictures, training, resuming, export, evaluation.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadModel } from '@frameloom/nn';
import { createLitPainter, createPainter, palette } from '@frameloom/scenes/circuit';
import { createEpisodeFile } from '@frameloom/world';
import { expect, test } from 'vitest';
import { circuitHeader } from '../../../models/circuit/data/record.ts';
import { measureFolder } from '../../../models/city/data/measure.ts';
import { readLayouts } from '../../../models/city/data/layouts.ts';
import { litBytes, recordPair } from '../../../models/city/data/record.ts';
import { readPainterFiles } from '../../../packages/world/src/paint/painter-files.ts';
import { hasTorch, runModule, runPython } from '../../support/python.ts';

test('layouts are numbers and ranges', () => {
  expect(readLayouts('41,7-9')).toEqual([41, 7, 8, 9]);
  for (const text of ['', 'x', '3-1', '1.5']) expect(() => readLayouts(text)).toThrow(/layouts are numbers/);
});

const spoiling = `
import torch
from models.city.spoil import spoil
torch.manual_seed(1)
classes = torch.arange(4)[:, None, None, None].expand(4, 3, 54, 96).contiguous()
print(bool((spoil(classes, 1.0) == classes).all()))
picture = (torch.arange(96) // 8).expand(4, 3, 54, 96).contiguous()
print(bool((spoil(picture, 0.0) == picture).all()), 0.01 < float((spoil(picture, 1.0) != picture).float().mean()) < 0.2)
`;

test.skipIf(!hasTorch)('spoiled pictures keep what is even, and differ at borders', async () => {
  expect(await runPython('-c', [spoiling])).toBe('True\nTrue True\n');
});

test.skipIf(!hasTorch)('from pairs of pictures to a painter', { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'city-'));
  const path = (name: string): string => join(folder, name);
  const painters = { flat: createPainter(7), lit: createLitPainter(7) };
  const record = async (name: string, steps: number): Promise<void> => {
    const file = createEpisodeFile();
    const lit = openSync(path(`${name}.lit`), 'w');
    for (const seed of [1, 2]) {
      const pair = recordPair(painters, { seed, bot: 'keeper', steps });
      expect(pair.lit.length).toBe((steps + 1) * litBytes);
      await file.add(pair.episode);
      writeSync(lit, pair.lit);
    }
    closeSync(lit);
    writeFileSync(path(name), file.finish({ ...circuitHeader, level: 'city' }));
  };
  try {
    await record('pairs.episodes', 2);
    const train = (...more: string[]): Promise<string> =>
      runModule(
        'models.city.train',
        [
          ['--data', path('pairs.episodes'), '--validation', path('pairs.episodes'), '--out', path('run')],
          ['--batch', '2', '--unroll', '2', '--channels', '8', '8', '8', '8', '--paint', '8'],
          ['--device', 'cpu', ...more],
        ].flat(),
      );
    await expect(train('--steps', '1', '--unroll', '3')).rejects.toThrow(
      /--unroll 3: the drives have 3 pictures/,
    );
    await train('--steps', '2');
    await train('--steps', '12', '--resume');
    const { evaluations, baselines } = JSON.parse(readFileSync(path('run/metrics.json'), 'utf8')) as {
      evaluations: { step: number; figures: Record<string, number> }[];
      baselines: Record<string, Record<string, number>>;
    };
    expect(evaluations.map(({ step }) => step)).toEqual([2, 12]);
    expect(evaluations[1]!.figures['psnr']).toBeGreaterThan(evaluations[0]!.figures['psnr']!);
    expect(baselines['plain shading']!['psnr']).toBeGreaterThan(baselines['flat colours']!['psnr']!);
    const drive = ['--parity', path('parity.safetensors'), '--drive', path('pairs.episodes')];
    await runModule('models.city.export', [path('run'), '--out', path('town'), ...drive]);
    await train('--steps', '1', '--begin', path('town'));
    await expect(train('--begin', path('town'), '--embed', '4')).rejects.toThrow(
      /--begin .*town: is Spec\(.*Give the same/,
    );
    const { config, tensors } = await loadModel(pathToFileURL(path('town/')));
    const { frame } = circuitHeader;
    const files = readPainterFiles(config, tensors, { frame, offset: 8, palette }, 'painter');
    expect(files.scale).toBe(3);
    expect(files.tensors.get('see.weight')!.shape).toEqual([48, 12]);
    const asked = ['--validation', path('pairs.episodes'), '--data', path('pairs.episodes')];
    await runModule('models.city.evaluate', [path('town'), ...asked, '--out', path('pictures')]);
    const figures = measureFolder(path('pictures'));
    expect(Object.keys(figures)).toEqual(['flat colours', 'city', 'plain shading']);
    expect(figures['plain shading']!.psnr).toBeGreaterThan(figures['flat colours']!.psnr);
    expect(figures['city']!.flip).toBeLessThan(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
