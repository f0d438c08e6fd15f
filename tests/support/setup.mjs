// What a fresh machine needs before anything can run: a new enough Node and the dependencies.
// Plain JavaScript on Node's own modules only, because nothing is installed yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The version that every command uses, for npx. */
export const pnpm = 'pnpm@12.21.0';
const windows = process.platform === 'win32';

/** Ends the process with a message for the person who typed the command. */
export function fail(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

/** Checks a version such as `v20.19.0` against the one that package.json asks for. Returns what to tell, or undefined. */
export function nodeProblem(version = process.version) {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = engines.node.replace('>=', '');
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return undefined;
  return `Frameloom needs Node ${wanted} or newer, this is ${version}. Get a current one from https://nodejs.org and run the command again.`;
}

/** Installs the locked dependencies when they are missing or the lock file or a manifest changed since the last time. */
export function installDependencies() {
  const stamp = join(root, 'node_modules/.cache/frameloom-install');
  const wanted = fingerprint();
  if (existsSync(join(root, 'node_modules/.bin')) && existsSync(stamp)) {
    if (readFileSync(stamp, 'utf8') === wanted) return;
  }
  console.log('Installing dependencies…');
  // CI=true keeps pnpm from asking questions.
  const env = { ...process.env, CI: 'true', PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };
  const status = run('npx', ['-y', pnpm, 'install', '--frozen-lockfile'], { env });
  if (status !== 0) {
    fail(
      `Installing dependencies failed (see above). Is the npm registry reachable? By hand: npx ${pnpm} install --frozen-lockfile`,
    );
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Runs a command in the repository with its output shown and no input. Returns the exit status. */
export function run(command, args, options = {}) {
  const shown = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: windows, ...options };
  return spawnSync(command, args, shown).status ?? 1;
}

/** The script behind a command of an installed package, to be run by this Node: works without a shell everywhere. */
export function packageBin(name, bin = name) {
  const folder = join(root, 'node_modules', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[bin]);
}

function fingerprint() {
  const hash = createHash('sha256');
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/package.json`);
  const files = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    'examples/package.json',
    ...packages,
  ];
  for (const file of files) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(file).update(readFileSync(path));
  }
  return hash.digest('hex');
}
