// `npm run quality -- --level` of a level of pixels on a small scale: the tiny game that ships, a few steps, WGSL.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEpisodes } from '@frameloom/world';
import { expect, test } from 'vitest';
import { main } from '../level/main.ts';
import type { Report } from './main.ts';

const level = join(import.meta.dirname, '../../../models/circuit/crossing');
const sizes = ['--episodes', '2', '--told', '8', '--steps', '12', '--still', '6'];

test('a level beside its game, and predictions beside both', async () => {
  const out = mkdtempSync(join(tmpdir(), 'pixels-'));
  try {
    const run = (...more: string[]): Promise<number> =>
      main(['--level', level, '--out', out, ...sizes, ...more]);
    const truth = join(out, 'truth.episodes');
    expect(await run('--truth', truth)).toBe(0);
    const { episodes } = await readEpisodes(readFileSync(truth));
    expect(episodes.map(({ actions }) => actions.length)).toEqual([20, 20]);
    // The real games themselves are predictions without a fault.
    expect(await run('--beside', `perfect=${truth}`)).toBe(0);
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
    const [own, { 'last picture': copied, perfect }] = [report.steps, report.baselines];
    expect(own['1']!['right']).toBeGreaterThan(0.99);
    expect(own['10']!['right']).toBeGreaterThan(copied!.steps['10']!['right']!);
    expect(copied!.steps['1']!['changed']).toBe(0);
    expect(perfect!.steps['10']).toEqual({ right: 1, changed: 1, psnr: 60, whole: 1, playerInPlace: 1 });
    expect(report.still).toMatchObject({ steps: 6, playerInPlace: 1 });
    expect(report.leftRight.states).toBeGreaterThan(0);
    expect(report.soak).toMatchObject({ steps: 40, gpuBytes: 1 });
    expect(report.gflopPerStep).toBeCloseTo(0.2, 1);
    const made = await readEpisodes(readFileSync(join(out, 'made.episodes')));
    expect(made.episodes[1]!.frames).not.toEqual(episodes[1]!.frames);
    expect(readFileSync(join(out, 'table.md'), 'utf8')).toMatch(
      /\| \| Crossing \| last picture \| perfect \|/,
    );
    await expect(run('--seed', '7', '--beside', `other=${truth}`)).rejects.toThrow(
      /lacks the game of seed 7/,
    );
  } finally {
    rmSync(out, { recursive: true });
  }
});

test('bad command lines say what is wrong', async () => {
  await expect(main(['--level', '/nowhere'])).rejects.toThrow(/has no level.json/);
  await expect(main(['--level', level, '--told', '1'])).rejects.toThrow(
    /--told must be a whole number from 2 on/,
  );
  await expect(main(['--level', level, '--beside', 'x'])).rejects.toThrow(/--beside must be NAME=FILE/);
});
