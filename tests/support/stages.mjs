// The stages of `npm test` and how one is run and counted.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageBin, root } from './setup.mjs';

const sources = ['packages', 'examples', 'models', 'tests'];
const minute = 60_000;

/** In running order: what fails fast comes first. `gpu` stages need a browser or a Vulkan driver. */
export const stages = [
  { name: 'types', command: () => [packageBin('typescript', 'tsc'), '--noEmit'] },
  { name: 'lint', command: () => [packageBin('oxlint'), '--deny-warnings', ...sources] },
  { name: 'format', command: () => [packageBin('oxfmt'), '--check', ...sources] },
  { name: 'python', command: () => ['tests/support/check-python.mjs'] },
  { name: 'unit', vitest: true },
  { name: 'install', vitest: true, gpu: true },
  { name: 'gpu', vitest: true, gpu: true },
  { name: 'chromium', vitest: true, gpu: true },
  { name: 'quality', vitest: true, gpu: true },
  { name: 'e2e', vitest: true, gpu: true },
];

/** Runs a stage with its output shown. Resolves to `{ name, passed, failed, broken, seconds }`; a check counts as one test. */
export async function runStage(stage, filters = []) {
  const start = performance.now();
  const report = join(root, 'tests/out', `${stage.name}.json`);
  mkdirSync(join(root, 'tests/out'), { recursive: true });
  rmSync(report, { force: true });
  const status = await node(stage.vitest ? vitest(stage.name, report, filters) : stage.command());
  const counts = stage.vitest ? readCounts(report, status) : readStatus(status);
  return { name: stage.name, ...counts, seconds: (performance.now() - start) / 1000 };
}

/** Counts of a check by its exit status; 77 says that it could not run. */
export function readStatus(status) {
  const skipped = status === 77 ? 1 : 0;
  const passed = status === 0 ? 1 : 0;
  return { passed, skipped, failed: 1 - passed - skipped, broken: [] };
}

/**
 * Counts of vitest's JSON report, and in `broken` a line for every failure. A file that failed before its tests, and a
 * failure without a report, count as one.
 */
export function readCounts(report, status) {
  if (!existsSync(report)) return { passed: 0, skipped: 0, failed: 1, broken: ['no report'] };
  const {
    numPassedTests,
    numFailedTests,
    numPendingTests = 0,
    testResults,
  } = JSON.parse(readFileSync(report, 'utf8'));
  const brokenFiles = testResults.filter(
    ({ status: outcome, assertionResults }) =>
      outcome === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = numFailedTests + brokenFiles.length;
  const broken = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => line(name, test.fullName, test.failureMessages?.[0])),
  );
  broken.push(...brokenFiles.map(({ name, message }) => line(name, 'did not start', message)));
  if (failed === 0 && status !== 0) broken.push('an error outside of the tests');
  const all = failed === 0 && status !== 0 ? 1 : failed;
  return { passed: numPassedTests, skipped: numPendingTests, failed: all, broken };
}

function line(file = '', test = '', message = '') {
  const at = file.split('tests/').at(-1);
  return `${at} > ${test}: ${message.split('\n')[0].slice(0, 300)}`;
}

function vitest(project, report, filters) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return [
    packageBin('vitest'),
    'run',
    '--config',
    'tests/vitest.config.ts',
    '--project',
    project,
    ...reporters,
    ...filters,
  ];
}

/** A stage that hangs is ended, so that the other stages and the summary still come. */
function node(args, limit = 25 * minute) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    const timer = setTimeout(() => {
      console.error(`Ended after ${limit / minute} minutes.`);
      child.kill('SIGKILL');
    }, limit);
    child.on('error', () => resolve(1));
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}
