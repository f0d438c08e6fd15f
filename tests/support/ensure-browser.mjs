// Finds a browser that runs, or installs one: CHROME_PATH, an installed Chrome, Chromium or Edge, Playwright's own,
// Playwright's download, Debian's package. The software GPU of the tests on Linux comes with it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findBrowser, findSwiftShader, installedPaths, playwrightBrowsers } from './find-browser.mjs';
import { fetchLavapipe } from './lavapipe.mjs';
import { chooseVulkanDriver, hasVulkanLoader } from './vulkan.mjs';

const advice = [
  'No browser found, and none could be installed. Do one of these and run `npm test` again:',
  '  - install Google Chrome, Chromium or Microsoft Edge',
  '  - npx playwright install --with-deps chromium',
  '  - Debian: sudo apt-get install chromium libvulkan1',
  '  - set CHROME_PATH to the executable of a Chromium-based browser',
].join('\n');

/**
 * Returns `{ path, source }` of a browser that starts. What it does to the machine goes through `system`, so that every
 * branch can be tried without doing it.
 */
export function ensureBrowser(system = realSystem()) {
  const { env, platform } = system;
  if (env.CHROME_PATH) {
    const given = findBrowser(env, platform);
    if (system.starts(given.path)) return given;
    throw new Error(
      `CHROME_PATH is ${given.path}, which does not start (\`${given.path} --version\` fails).`,
    );
  }
  const found = firstThatStarts(system);
  if (found) return found;
  system.log("No browser found, downloading Playwright's Chromium…");
  system.installPlaywright();
  const downloaded = firstThatStarts(system);
  if (downloaded) return downloaded;
  if (system.canUseApt) {
    system.log("Installing Debian's chromium…");
    system.installDebian(['chromium', 'libvulkan1']);
    const debian = firstThatStarts(system);
    if (debian) return debian;
  }
  throw new Error(advice);
}

/**
 * Makes sure that Dawn in Node finds a Vulkan driver. Returns the driver's kind, see `chooseVulkanDriver`. Where checks run
 * unattended, lavapipe comes beside SwiftShader: `FRAMELOOM_LAVAPIPE` says where it is.
 */
export function ensureVulkan(system = realSystem()) {
  if (system.platform !== 'linux') return 'native';
  // A driver that is found stays in the environment: asked again, it would count as given by hand.
  let driver = system.vulkanDriver();
  if ((driver === 'none' || !(system.hasLoader() || system.env.LD_LIBRARY_PATH)) && system.canUseApt) {
    const packages = system.hasSwiftShader() ? ['libvulkan1'] : ['chromium', 'libvulkan1'];
    system.log(`Installing ${packages.join(' and ')} for a software GPU…`);
    system.installDebian(packages);
    if (driver === 'none') driver = system.vulkanDriver();
  }
  if (driver === 'none') {
    throw new Error(
      'No Vulkan driver for the GPU tests. Install Chromium, whose SwiftShader serves as one (Debian: sudo apt-get install chromium libvulkan1), or set VK_ICD_FILENAMES.',
    );
  }
  if (driver === 'swiftshader' && system.canUseApt) addLavapipe(system);
  return driver;
}

function addLavapipe({ env, log, fetchLavapipe }) {
  if ((env.FRAMELOOM_VULKAN || (env.CI ? 'lavapipe' : 'swiftshader')) !== 'lavapipe') return;
  try {
    Object.assign(env, fetchLavapipe());
  } catch (error) {
    log(`Lavapipe cannot be used: ${error.message}. Going on with SwiftShader.`);
  }
}

/** The machine as it is. */
export function realSystem(env = process.env) {
  return {
    env,
    platform: process.platform,
    canUseApt: process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'),
    log: (text) => console.log(text),
    starts,
    candidates: () => [
      ...installedPaths(env)
        .filter((path) => existsSync(path))
        .map((path) => ({ path, source: 'installed' })),
      ...playwrightBrowsers(env).map((path) => ({ path, source: 'playwright' })),
    ],
    hasLoader: hasVulkanLoader,
    hasSwiftShader: () => findSwiftShader(env) !== undefined,
    vulkanDriver: () => chooseVulkanDriver(env),
    fetchLavapipe,
    installPlaywright() {
      // A blocked network should cost seconds, not minutes; a slow one gets its time.
      const limits = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '15000' };
      const { status, stderr } = spawnSync('npx', ['playwright', 'install', 'chromium'], {
        env: { ...limits, ...env },
        timeout: 300_000,
        shell: process.platform === 'win32',
        stdio: ['ignore', 'inherit', 'pipe'],
        encoding: 'utf8',
      });
      if (status !== 0) console.log(`  did not work: ${/Error: .*/.exec(stderr)?.[0] ?? 'no reason given'}`);
    },
    installDebian(packages) {
      const quiet = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
      command('apt-get', ['update', '-qq'], quiet);
      command('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet);
    },
  };
}

function firstThatStarts(system) {
  return system.candidates().find(({ path }) => system.starts(path));
}

function starts(path) {
  // Windows browsers open a window on --version; there, existing has to do.
  if (process.platform === 'win32') return true;
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

function command(name, args, env) {
  spawnSync(name, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
}
