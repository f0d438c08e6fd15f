// Packs every published package as it goes to the registry. Building all of them at once costs what building one does.
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { buildPackages, packageNames, readManifest } from './build-packages.mjs';
import { pnpm, root } from './setup.mjs';

const run = promisify(execFile);

/**
 * Builds the packages and packs them into `folder`, which is emptied. Returns `{ name, file, bytes }` of every tarball. Throws
 * with pnpm's output where one cannot be packed.
 */
export async function packAll(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await buildPackages();
  const filters = packageNames().map((name) => `--filter=@frameloom/${name}`);
  // What `prepack` does has been done.
  const args = [...filters, 'pack', '--config.ignore-scripts=true', '--pack-destination', folder];
  const options = { cwd: root, shell: process.platform === 'win32' };
  await run('npx', ['-y', pnpm, ...args], options).catch(({ stdout, stderr }) => {
    throw new Error(`Packing failed:\n${stdout}${stderr}`);
  });
  return packageNames().map((name) => {
    const file = join(folder, `frameloom-${name}-${readManifest(name).version}.tgz`);
    return { name, file, bytes: statSync(file).size };
  });
}
