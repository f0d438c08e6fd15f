// `npm test`: installs what is needed, finds or installs a browser, then runs every check and test.
//   npm test -- unit gpu          these stages only
//   npm test -- gpu upscale       of the stage `gpu`, the test files whose path contains `upscale`
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureBrowser, ensureVulkan } from './ensure-browser.mjs';
import { findSwiftShader } from './find-browser.mjs';
import { fail, installDependencies, nodeProblem, root } from './setup.mjs';
import { runStage, stages } from './stages.mjs';

const problem = nodeProblem();
if (problem) fail(problem);

const names = stages.map(({ name }) => name);
const args = process.argv.slice(2);
const chosen = args.filter((arg) => names.includes(arg));
const filters = args.filter((arg) => !names.includes(arg));
if (filters.length > 0 && chosen.length === 0) {
  fail(
    `Unknown stage ${filters.join(' ')}. Stages: ${names.join(', ')}. A filter for test files follows a stage.`,
  );
}
const plan = stages.filter(({ name }) => chosen.length === 0 || chosen.includes(name));

installDependencies();
const adapters = plan.some(({ gpu }) => gpu) ? prepareGpu() : undefined;

const results = [];
for (const stage of plan) {
  console.log(`\n── ${stage.name} ${'─'.repeat(60 - stage.name.length)}`);
  results.push(await runStage(stage, filters));
}
summarise();

/** Prints and returns the names of the adapters that Node's tests run on. */
function prepareGpu() {
  try {
    const browser = ensureBrowser();
    process.env.CHROME_PATH = browser.path;
    ensureVulkan();
    const { FRAMELOOM_LAVAPIPE: lavapipe } = process.env;
    const second = lavapipe ? `; where few shaders run often ${probe(lavapipe).name}` : '';
    const names = `${probeOrGiveWay()}${second}`;
    console.log(`Browser: ${browser.path} (${browser.source})\nGPU in Node: ${names}`);
    return names;
  } catch (error) {
    fail(error.message);
  }
}

/** The name of the adapter that Dawn finds by a driver, by default the environment's. */
function probe(driver = process.env.VK_ICD_FILENAMES) {
  const script = fileURLToPath(new URL('probe-gpu.mjs', import.meta.url));
  const env = { ...process.env, ...(driver && { VK_ICD_FILENAMES: driver }) };
  const run = spawnSync(process.execPath, [script], { cwd: root, env, encoding: 'utf8', timeout: 60_000 });
  return { name: run.status === 0 ? run.stdout.trim() : undefined, problem: run.stderr };
}

/** The adapter's name. A GPU that Dawn cannot use gives way to SwiftShader. */
function probeOrGiveWay() {
  let { name, problem } = probe();
  if (!name && !process.env.VK_ICD_FILENAMES && findSwiftShader()) {
    process.env.VK_ICD_FILENAMES = findSwiftShader();
    process.env.FRAMELOOM_SOFTWARE = '1';
    ({ name, problem } = probe());
  }
  if (name) return name;
  throw new Error(`No WebGPU adapter in Node.\n${problem}\nDebian: apt-get install chromium libvulkan1`);
}

function summarise() {
  console.log('');
  for (const { name, broken } of results) for (const line of broken) console.log(`✗ ${name}: ${line}`);
  for (const { name, passed, skipped, failed, seconds } of results) {
    const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`;
    console.log(
      `${failed > 0 ? '✗' : passed > 0 ? '✓' : '–'} ${name.padEnd(8)} ${counts.padEnd(36)} ${seconds.toFixed(1).padStart(6)} s`,
    );
  }
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  if (adapters) console.log(`\nGPU in Node: ${adapters}`);
  console.log(`\nin ${total('seconds').toFixed(0)} s, ${total('skipped')} skipped`);
  console.log(`${total('passed')} passed, ${total('failed')} failed`);
  process.exit(total('failed') > 0 ? 1 : 0);
}
