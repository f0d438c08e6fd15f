// The quality command end to end on a small scale: real scenes, every kind of method, a reference of 32 samples a pixel.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseArguments } from './host/arguments.ts';
import { measureScenes } from './host/measure.ts';
import { openNodeWorkshop, type Workshop } from './host/workshop.ts';
import { methods } from './methods/index.ts';
import { firstCounted, type SceneReport } from './report/types.ts';
import { sceneGroups } from './sequences/groups.ts';

const root = join(import.meta.dirname, '../..');
const frames = 14;
const peers = ['bilinear', 'taau'];
const measured = [...peers, 'native', 'analytic'];
let out: string;
let workshop: Workshop;
let reports: SceneReport[];

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'quality-'));
  workshop = await openNodeWorkshop(undefined);
  const options = parseArguments(
    ['--scene', 'parade,static', '--size', '160x90', '--frames', String(frames), '--no-cache'].concat([
      '--methods',
      measured.join(','),
      '--out',
      out,
    ]),
    sceneGroups,
    methods.map((method) => method.name),
  );
  if (options === 'help') throw new Error('unreachable');
  reports = await measureScenes(options, { workshop, root, cache: join(out, 'cache') });
});

afterAll(async () => {
  await workshop?.close();
  rmSync(out, { recursive: true, force: true });
});

test('report.json has the promised shape, one per scene, and is what was returned', () => {
  for (const report of reports) {
    const written = JSON.parse(readFileSync(join(out, report.scene, 'report.json'), 'utf8'));
    expect(written).toEqual(JSON.parse(JSON.stringify(report)));
    expect(report).toMatchObject({ ratio: 2, size: '160x90', frames, adapter: workshop.adapterName });
    expect(Object.keys(report.methods)).toEqual(measured);
    for (const method of Object.values(report.methods)) {
      expect(method.perFrame).toHaveLength(frames);
      const counted = method.perFrame.slice(firstCounted);
      for (const key of ['psnr', 'ssim', 'flip'] as const) {
        const mean = counted.reduce((sum, frame) => sum + frame[key], 0) / counted.length;
        expect(method[key]).toBeCloseTo(mean, 10);
      }
    }
  }
});

test('the page and the table hold every scene and method', () => {
  const page = readFileSync(join(out, 'report.html'), 'utf8');
  const table = readFileSync(join(out, 'table.md'), 'utf8');
  expect(page).not.toContain('"DATA"');
  expect(page).not.toMatch(/(src|href)="?https?:/);
  expect(page.match(/data:image\/png;base64,/g)?.length).toBeGreaterThan(20);
  for (const name of ['parade', 'static', ...measured]) {
    expect(page).toContain(name);
    expect(table).toContain(name);
  }
});

describe.each(['parade', 'static'])('%s', (scene) => {
  const of = (method: string): SceneReport['methods'][string] =>
    reports.find((report) => report.scene === scene)!.methods[method]!;

  test('figures are of this world', () => {
    for (const name of measured) {
      expect(of(name).psnr, name).toBeGreaterThan(12);
      expect(of(name).psnr, name).toBeLessThan(60);
      expect(of(name).ssim, name).toBeGreaterThan(0.2);
      expect(of(name).ssim, name).toBeLessThan(1);
      expect(of(name).flip, name).toBeGreaterThan(0.001);
      expect(of(name).flip, name).toBeLessThan(0.6);
    }
  });

  test('every pixel rendered beats a quarter of them stretched', () => {
    expect(of('native').psnr).toBeGreaterThan(of('bilinear').psnr);
    expect(of('native').ssim).toBeGreaterThan(of('bilinear').ssim);
    expect(of('native').flip).toBeLessThan(of('bilinear').flip);
  });

  test('the analytic upscaler is clearly above its peers', () => {
    const best = (key: 'psnr' | 'ssim'): number => Math.max(...peers.map((name) => of(name)[key]));
    expect(of('analytic').psnr).toBeGreaterThan(best('psnr') + 0.5);
    expect(of('analytic').ssim).toBeGreaterThan(best('ssim'));
    expect(of('analytic').flip).toBeLessThan(Math.min(...peers.map((name) => of(name).flip)));
  });
});
