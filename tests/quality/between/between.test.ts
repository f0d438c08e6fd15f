// The command end to end on a small scale.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sceneGroups } from '../sequences/groups.ts';
import { parseBetween } from './arguments.ts';
import { measureScenes } from './main.ts';
import { betweenMethods } from './methods/index.ts';
import type { BetweenReport } from './report.ts';

const out = mkdtempSync(join(tmpdir(), 'between-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

test('the interpolator is above blending and above plain reprojection', async () => {
  const options = parseBetween(
    ['--scene', 'parade', '--size', '160x90', '--frames', '13', '--samples', '8', '--hud', '--out', out],
    sceneGroups,
    betweenMethods.map(({ name }) => name),
  );
  if (options === 'help') throw new Error('unreachable');
  const [report] = await measureScenes(options, join(out, 'cache'));
  const written = JSON.parse(readFileSync(join(out, 'parade/report.json'), 'utf8')) as BetweenReport;
  expect(written).toEqual(report);
  expect(written).toMatchObject({ scene: 'parade', factor: 2, frames: 13 });
  const { repeat, blend, motion, analytic, standard, extrapolate } = written.methods;
  expect(analytic!.psnr).toBeGreaterThan(blend!.psnr + 4);
  expect(analytic!.psnr).toBeGreaterThan(motion!.psnr + 2);
  expect(analytic!.flip).toBeLessThan(motion!.flip);
  expect(analytic!.regions.edges).toBeGreaterThan(motion!.regions.edges! + 2);
  expect(extrapolate!.psnr).toBeGreaterThan(repeat!.psnr + 3);
  expect(analytic!.regions.hud).toBeGreaterThan(55);
  expect(standard!.regions.hud).toBeGreaterThan(55);
  expect(motion!.regions.hud).toBeLessThan(30);
});
