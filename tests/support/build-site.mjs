// The whole site in one folder that any static host can serve: the gallery with its weights, and the reference under `docs/`.
import { execFile } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { root } from './setup.mjs';

const docsScript = fileURLToPath(new URL('build-docs.mjs', import.meta.url));

/** Builds the site into `outDir`, which is emptied. Returns what the reference lacks, see `buildDocs`. */
export async function buildSite(outDir) {
  const docs = join(root, 'node_modules/.cache/docs');
  // Side by side: each keeps one core busy.
  const [problems] = await Promise.all([docsInChild(docs), buildGallery(outDir)]);
  rmSync(join(outDir, 'docs'), { recursive: true, force: true });
  cpSync(docs, join(outDir, 'docs'), { recursive: true });
  return problems;
}

/** Builds the gallery alone. */
export async function buildGallery(outDir) {
  await build({
    root: join(root, 'examples'),
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: true,
      reportCompressedSize: false,
      rolldownOptions: { checks: { pluginTimings: false } },
    },
  });
}

/** Builds the reference in a process of its own. */
export async function docsInChild(outDir) {
  const { stdout } = await promisify(execFile)(process.execPath, [docsScript, outDir], {
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout);
}
