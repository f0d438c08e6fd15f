// Jobs for a machine with a GPU, packed and run on this one.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pack } from '../../bench/machine/pack.ts';
import { unpack } from '../../bench/machine/unpack.ts';
import { hasTorch, python } from '../../support/python.ts';

const timeout = 300_000;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'machine-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function packed(job: string): Promise<string> {
  const out = join(folder, job);
  await pack({ command: 'pack', job, out, minutes: undefined, data: undefined, peer: undefined, here: true });
  return out;
}

/** Runs a pack; returns what it printed. */
function run(out: string, options: readonly string[], env: Record<string, string> = {}): string {
  const there = { OUT: join(out, 'results'), WORK: join(out, 'work'), PYTHON: python, OMP_NUM_THREADS: '1' };
  const args = [join(out, 'run.sh'), '--limit', '600', '--', ...options];
  const { status, stdout, stderr } = spawnSync('sh', args, {
    encoding: 'utf8',
    env: { ...process.env, CUDA_VISIBLE_DEVICES: '', ...there, ...env },
  });
  if (status !== 0) throw new Error(`${stdout.slice(-2000)}${stderr.slice(-2000)}`);
  return stdout;
}

/** What `unpack` prints of the results of a pack. */
function unpacked(out: string, into: string): string {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  unpack(join(out, 'results'), into);
  log.mockRestore();
  return lines.join('\n');
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

test('bench: a pack measures, and its report comes back as a table', { timeout }, async () => {
  const out = await packed('bench');
  run(out, ['--sizes', '48x32', '--frames', '2', '--groups', 'spatial,level']);
  const report = readJson(join(out, 'results/bench.json')) as {
    bandwidth: { copy: number };
    peak: { f32: number };
    rows: { group: string; wall: { p50: number }; passes: object[] }[];
  };
  expect(report.rows.map(({ group }) => group)).toEqual(['spatial', 'level']);
  for (const { wall, passes } of report.rows) {
    expect(wall.p50).toBeGreaterThan(0);
    expect(passes.length).toBeGreaterThan(1);
  }
  expect(report.bandwidth.copy).toBeGreaterThan(1e6);
  expect(report.peak.f32).toBeGreaterThan(1e6);
  expect(unpacked(out, folder)).toMatch(/output 48×32[^]*spatial spatial +\d/);
});

test.skipIf(!hasTorch)('train-upscale: renders, trains, goes on, and exports', { timeout }, async () => {
  const out = await packed('train-upscale');
  const small = { SIZE: '132x132', FRAMES: '3', SEQUENCES: '1', LONG: '0', VALIDATION: '1', TEST: '0' };
  const env = { ...small, FAMILIES: 'slabs', PROCESSES: '1', TIERS: 'lite', COMPILE: '', RESERVE: '0' };
  run(out, ['--batch', '1', '--device', 'cpu', '--steps', '2'], { ...env, BEGIN: 'shipped' });
  expect(run(out, ['--batch', '1', '--device', 'cpu', '--steps', '4'], env)).toMatch(/step 4 /);
  const repository = join(folder, 'repository');
  expect(unpacked(out, repository)).toContain('upscale-lite → models/upscale/lite');
  const config = readJson(join(repository, 'models/upscale/lite/model.json'));
  expect(config).toMatchObject({ training: { steps: 4 }, weights: { bytes: 22160 } });
  expect(existsSync(join(repository, 'tests/out/gpu/train-upscale/resume/lite/checkpoint.pt'))).toBe(true);
});
