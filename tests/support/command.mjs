// Runs a TypeScript module as a command that works on a fresh clone: dependencies and a GPU driver are installed first.
import { fail, installDependencies, nodeProblem } from './setup.mjs';

/** Checks Node and installs the dependencies where that is needed; ends the process with a message where it fails. */
export function prepare() {
  const problem = nodeProblem();
  if (problem) fail(problem);
  installDependencies();
}

/**
 * Runs `main(argv, ...args)` of the module `entry` (a path from the repository root) and ends the process with the code
 * that it returns, 0 by default. With `browser` a browser is found or installed, too. An error with a code, or one that
 * names the part it comes from (`quality: …`), is printed without a stack.
 */
export async function runCommand(entry, { browser = false, plugins = async () => [], args = [] } = {}) {
  prepare();
  const options = process.argv.slice(2);
  try {
    if (!options.includes('--help')) await prepareGpu(browser || options.includes('chromium'));
    const { openModule } = await import('./load.mjs');
    const { exports } = await openModule(entry, { plugins: await plugins() });
    // Dawn keeps the event loop alive.
    process.exit((await exports.main(options, ...args)) ?? 0);
  } catch (error) {
    const known =
      error?.name === 'FrameloomError' || (error?.name === 'Error' && /^[a-z]+: /.test(error.message));
    console.error(known ? error.message : error);
    process.exit(1);
  }
}

async function prepareGpu(browser) {
  const { ensureBrowser, ensureVulkan } = await import('./ensure-browser.mjs');
  try {
    if (browser) process.env.CHROME_PATH = ensureBrowser().path;
    ensureVulkan();
  } catch (error) {
    fail(error.message);
  }
}
