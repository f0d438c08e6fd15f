// Lavapipe, Mesa's software Vulkan driver: on Dawn in Node several times faster than SwiftShader where few shaders run often,
// and with `shader-f16`; it compiles more slowly. Unpacked from Debian's backports into tests/out; the system stays as it is.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './setup.mjs';

const folder = join(root, 'tests/out/lavapipe');
const manifest = join(folder, 'icd.json');

/**
 * The variables that lead to it: `FRAMELOOM_LAVAPIPE`, which takes the place of `VK_ICD_FILENAMES`, and its settings. It is
 * fetched where it is not there yet, and started once. Throws with a short reason where that is not possible.
 */
export function fetchLavapipe(env = process.env) {
  if (!existsSync(manifest)) unpack();
  const settings = {
    MESA_SHADER_CACHE_DIR: join(folder, 'cache'),
    // Optimised, a test of a text model takes ten times the processor time, nearly all of it to compile.
    GALLIVM_PERF: env.GALLIVM_PERF ?? 'nopt',
  };
  const name = adapterName({ ...env, ...settings, VK_ICD_FILENAMES: manifest });
  if (!/llvmpipe/i.test(name)) throw new Error('Dawn finds no adapter with it');
  return { ...settings, FRAMELOOM_LAVAPIPE: manifest };
}

function adapterName(env) {
  const probe = fileURLToPath(new URL('probe-gpu.mjs', import.meta.url));
  return spawnSync(process.execPath, [probe], { env, encoding: 'utf8', timeout: 60_000 }).stdout;
}

function unpack() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'lists/partial'), { recursive: true });
  mkdirSync(join(folder, 'cache'));
  const backports = `${codename()}-backports`;
  const config = join(folder, 'apt.conf');
  writeFileSync(config, aptConfig());
  writeFileSync(join(folder, 'sources.list'), `${source(backports)}\n`);
  const apt = { cwd: folder, env: { ...process.env, APT_CONFIG: config } };
  run('apt-get', ['update', '-qq'], apt);
  run('apt-get', ['download', '-qq', `mesa-vulkan-drivers/${backports}`], apt);
  const archive = readdirSync(folder).find((name) => name.endsWith('.deb'));
  if (!archive) throw new Error(`${backports} has no mesa-vulkan-drivers`);
  const driver = join(folder, 'driver');
  run('dpkg', ['-x', archive, driver], apt);
  rmSync(join(folder, archive));
  writeManifest(driver);
}

/** The package's own manifest, with the library where it was unpacked. */
function writeManifest(driver) {
  const files = readdirSync(driver, { recursive: true });
  const find = (pattern) => {
    const file = files.find((name) => pattern.test(name));
    if (!file) throw new Error('the package has no lavapipe');
    return join(driver, file);
  };
  const content = JSON.parse(readFileSync(find(/icd\.d\/lvp_icd.*\.json$/), 'utf8'));
  content.ICD.library_path = find(/libvulkan_lvp\.so$/);
  writeFileSync(manifest, JSON.stringify(content));
}

/** Lists and downloads of its own. As root, because apt's own user cannot enter every clone. */
function aptConfig() {
  return [
    `Dir::Etc::sourcelist "${join(folder, 'sources.list')}";`,
    'Dir::Etc::sourceparts "-";',
    `Dir::State::lists "${join(folder, 'lists')}";`,
    `Dir::Cache "${folder}";`,
    'APT::Sandbox::User "root";',
    'Acquire::Retries "1";',
    'Acquire::http::Timeout "20";',
    'Acquire::https::Timeout "20";',
    '',
  ].join('\n');
}

function codename() {
  const release = readFileSync('/etc/os-release', 'utf8');
  const name = /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1];
  if (!/^ID=debian$/m.test(release) || !name) throw new Error('this is not Debian');
  return name;
}

/** The suite on the mirror that the system uses. */
function source(suite) {
  const parts = '/etc/apt/sources.list.d';
  const files = ['/etc/apt/sources.list', ...readdirSync(parts).map((name) => join(parts, name))];
  const text = files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join('\n');
  const mirror = /https?:\/\/\S+\/debian\/?(?=\s)/.exec(text)?.[0];
  if (!mirror) throw new Error('no Debian mirror in the sources of apt');
  const key = '/usr/share/keyrings/debian-archive-keyring.gpg';
  return `deb [signed-by=${key}] ${mirror} ${suite} main`;
}

function run(command, args, options) {
  const result = spawnSync(command, args, { encoding: 'utf8', timeout: 120_000, ...options });
  if (result.status === 0) return result.stdout;
  const reason = result.stderr?.trim().split('\n').at(-1) || result.error?.message || `${result.status}`;
  throw new Error(`${command} failed: ${reason}`);
}
