import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { nodeProblem } from '../../support/setup.mjs';
import { repoRoot } from '../../support/source.ts';
import { readCounts } from '../../support/stages.mjs';

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
    write(5, 1, [{ status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] }]);
    expect(readCounts(report, 1)).toEqual({ passed: 5, failed: 1 });
  });

  test('counts a file that broke before its tests', () => {
    write(5, 0, [{ status: 'failed', assertionResults: [] }]);
    expect(readCounts(report, 1)).toEqual({ passed: 5, failed: 1 });
  });

  test('never calls a failing command a success', () => {
    write(5, 0, [{ status: 'passed', assertionResults: [] }]);
    expect(readCounts(report, 1)).toEqual({ passed: 5, failed: 1 });
    expect(readCounts(join(folder, 'none.json'), 0)).toEqual({ passed: 0, failed: 1 });
  });
});

describe('npm start', () => {
  const script = join(repoRoot, 'tests/support/start.mjs');
  const started: ChildProcess[] = [];

  afterAll(() => {
    for (const child of started) child.kill('SIGKILL');
  });

  /** Starts the server and resolves to its output once it printed an address. */
  async function start(args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const child = spawn(process.execPath, [script, '--no-open', ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    return new Promise((resolve, reject) => {
      let output = '';
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        if (/gallery: http/.test(output)) resolve(output);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('exit', () => reject(new Error(`ended early:\n${output}`)));
    });
  }

  test('serves the gallery on the port asked for, and says when that port is taken', async () => {
    const port = await freePort();
    expect(await start(['--port', String(port)])).toContain(`http://localhost:${port}/`);
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/<title>[^<]*Frameloom/i);
    const second = spawnSync(process.execPath, [script, '--no-open', '--port', String(port)], {
      encoding: 'utf8',
    });
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(`Port ${port} is taken`);
  });

  test('takes PORT, and the next free port when none was asked for', async () => {
    const port = await freePort();
    expect(await start([], { PORT: String(port) })).toContain(`:${port}/`);
    const [first, second] = [await start([]), await start([])].map(
      (output) => /localhost:(\d+)/.exec(output)?.[1],
    );
    expect(first).toBeDefined();
    expect(second).not.toBe(first);
  });

  test.each([
    ['--port', 'abc'],
    ['--port', '99999'],
    ['--nonsense', ''],
  ])('refuses %s %s', (...args) => {
    const { status, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/port must be|Usage/);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
