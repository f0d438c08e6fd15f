// `npm run quality -- --level models/circuit` on a small scale: the real drive in place of a level, then the level that ships.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEpisodes } from '@frameloom/world';
import { expect, test } from 'vitest';
import { main } from '../level/main.ts';
import type { Report } from './main.ts';

const level = join(import.meta.dirname, '../../../models/circuit');

/** Runs the command in a folder that goes with it. */
async function inFolder(
  act: (out: string, run: (...more: string[]) => Promise<Report>) => Promise<void>,
): Promise<void> {
  const out = mkdtempSync(join(tmpdir(), 'drive-'));
  try {
    await act(out, async (...more) => {
      expect(await main(['--level', level, '--out', out, '--episodes', '1', ...more])).toBe(0);
      return JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
    });
  } finally {
    rmSync(out, { recursive: true });
  }
}

test('the real drive is right in everything', async () => {
  await inFolder(async (out, run) => {
    const sizes = ['--told', '20', '--steps', '100', '--crashes', '3', '--laps', '1', '--still', '6'];
    const report = await run('--real', ...sizes);
    expect(report.steps['1']).toEqual({ changed: 1, psnr: 60 });
    expect(report.steps['100']).toMatchObject({ psnr: 60, within: 1, roads: 1, dashboards: 1 });
    expect(report.probe!.within).toBe(1);
    expect(report.laps).toMatchObject({
      finished: 1,
      ends: ['finished'],
      jumpsPer1000: 0,
      phantomPer1000: 0,
    });
    expect(report.laps!.timeError).toBeLessThan(0.01);
    expect(report.laps!.startLineLeast).toBeGreaterThan(22);
    expect(report.hits).toMatchObject({ f1: 1, phantomPer1000: 0 });
    expect(report.hits.real).toBeGreaterThanOrEqual(3);
    expect(report.actions).toMatchObject({ agreement: 1, real: 1, leftRight: 1 });
    expect(report.still).toMatchObject({ steps: 6, changed: 0, differs: 0 });
    const copied = report.baselines['last picture']!;
    expect(copied.steps['1']!.changed).toBe(0);
    expect(copied.steps['100']).toMatchObject({ within: 0, roads: 1 });
    expect(copied.hits.f1).toBe(0);
    const table = readFileSync(join(out, 'table.md'), 'utf8');
    expect(table).toMatch(/\| \| goal \| the real drive \| last picture \|/);
    expect(table).toMatch(/within 3 steps \| ≥ 0.95 \| 1.000 \| 0.000 \|/);
  });
});

test('the level that ships, and predictions beside it', async () => {
  await inFolder(async (out, run) => {
    const sizes = [
      '--told',
      '4',
      '--steps',
      '3',
      '--crashes',
      '0',
      '--starts',
      '0',
      '--still',
      '2',
      '--soak',
      '10',
    ];
    const truth = join(out, 'truth.episodes');
    expect(await main(['--level', level, ...sizes, '--episodes', '1', '--truth', truth])).toBe(0);
    const report = await run(...sizes, '--beside', `perfect=${truth}`);
    expect(report.steps['1']!.changed).toBeGreaterThan(0.3);
    expect(report.baselines['perfect']!.steps['1']).toEqual({ changed: 1, psnr: 60 });
    expect(report.laps).toBe(null);
    expect(report.hits.f1).toBe(null);
    expect(report.soak).toMatchObject({ steps: 10, gpuBytes: 1 });
    expect(report.gflopPerStep).toBeGreaterThan(0.1);
    const [real, made] = await Promise.all(
      [truth, join(out, 'made.episodes')].map(
        async (file) => (await readEpisodes(readFileSync(file))).episodes,
      ),
    );
    expect(made![0]!.actions).toEqual(real![0]!.actions);
    expect(made![0]!.frames).not.toEqual(real![0]!.frames);
    await expect(run(...sizes, '--seed', '7', '--beside', `other=${truth}`)).rejects.toThrow(
      /lacks the game of seed 7/,
    );
  });
});

test('bad command lines say what is wrong', async () => {
  await expect(main(['--level', level, '--laps', '0'])).rejects.toThrow(
    /--laps must be a whole number from 1 on, got 0/,
  );
});
