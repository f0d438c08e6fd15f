import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { nodeProblem } from '../../support/setup.mjs';
import { readCounts, readStatus } from '../../support/stages.mjs';
import { freePort, startGallery, startScript } from '../../support/start-gallery.ts';

describe('the Node check', () => {
  test.each(['v20.19.0', 'v20.20.2', 'v22.12.0', 'v24.0.0'])('accepts %s', (version) => {
    expect(nodeProblem(version)).toBeUndefined();
  });

  test.each(['v20.18.3', 'v18.20.0', 'v16.0.0'])('refuses %s and says what to do', (version) => {
    expect(nodeProblem(version)).toMatch(/needs Node 20\.19 or newer, this is v\d+.*nodejs\.org/);
  });
});

describe('counting', () => {
  const folder = mkdtempSync(join(tmpdir(), 'frameloom-'));
  const report = join(folder, 'report.json');
  const write = (numPassedTests: number, numFailedTests: number, testResults: object[]): void =>
    writeFileSync(report, JSON.stringify({ numPassedTests, numFailedTests, testResults }));

  afterAll(() => rmSync(folder, { recursive: true }));

  test('adds passed and failed tests', () => {
    const wrong = { status: 'failed', fullName: 'adds', failureMessages: ['Error: 3\n at x'] };
    write(5, 1, [
      { status: 'failed', name: '/x/tests/gpu/a.test.ts', assertionResults: [wrong, { status: 'passed' }] },
    ]);
    expect(readCounts(report, 1)).toEqual({
      passed: 5,
      skipped: 0,
      failed: 1,
      broken: ['gpu/a.test.ts > adds: Error: 3'],
    });
  });

  test('counts a file that broke before its tests', () => {
    write(5, 0, [{ status: 'failed', assertionResults: [] }]);
    expect(readCounts(report, 1)).toMatchObject({ passed: 5, failed: 1 });
  });

  test('a check that could not run is neither passed nor failed', () => {
    expect(readStatus(77)).toEqual({ passed: 0, skipped: 1, failed: 0, broken: [] });
    expect(readStatus(1)).toMatchObject({ passed: 0, skipped: 0, failed: 1 });
    expect(readStatus(0)).toMatchObject({ passed: 1, skipped: 0, failed: 0 });
  });

  test('never calls a failing command a success', () => {
    write(5, 0, [{ status: 'passed', assertionResults: [] }]);
    expect(readCounts(report, 1)).toMatchObject({ passed: 5, failed: 1 });
    expect(readCounts(join(folder, 'none.json'), 0)).toMatchObject({
      passed: 0,
      failed: 1,
      broken: ['no report'],
    });
  });
});

describe('npm start', () => {
  test('serves the gallery on the port asked for, and says when that port is taken', async () => {
    const port = await freePort();
    const gallery = await startGallery(['--port', String(port)]);
    expect(gallery.url).toBe(`http://localhost:${port}/`);
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/<title>[^<]*Frameloom/i);
    const second = spawnSync(process.execPath, [startScript, '--port', String(port)], { encoding: 'utf8' });
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(`Port ${port} is taken`);
    await gallery.stop();
  });

  test('takes PORT', async () => {
    const port = await freePort();
    const gallery = await startGallery([], { PORT: String(port) });
    expect(gallery.url).toBe(`http://localhost:${port}/`);
    await gallery.stop();
  });

  test('takes the next free port when none was asked for', async () => {
    const galleries = [await startGallery([], { PORT: '' }), await startGallery([], { PORT: '' })];
    expect(galleries[0]?.url).not.toBe(galleries[1]?.url);
    for (const gallery of galleries) await gallery.stop();
  });

  test.each([
    ['--port', 'abc'],
    ['--port', '99999'],
    ['--nonsense', ''],
  ])('refuses %s %s', (...args) => {
    const { status, stderr } = spawnSync(process.execPath, [startScript, ...args], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/port must be|Usage/);
  });
});
