// Builds the packages as they are published: one ES module per entry with its shaders inside, declarations beside it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { packageBin, root } from './setup.mjs';
import { wgslPlugin } from './wgsl-plugin.mjs';

/** Folder names of the packages that are published. */
export function packageNames() {
  return readdirSync(join(root, 'packages')).filter(
    (name) => existsSync(join(root, 'packages', name, 'package.json')) && !readManifest(name).private,
  );
}

/**
 * Builds packages (default: every one that is published) into `target(name)`, or into their own `dist` folders. `cache` is a
 * folder for intermediate files.
 * Throws with the compiler's output when a declaration cannot be made.
 */
export async function buildPackages({
  names = packageNames(),
  target = (name) => join(root, 'packages', name, 'dist'),
  cache = join(root, 'node_modules/.cache/build'),
} = {}) {
  const types = emitTypes(cache);
  for (const name of names) {
    const outDir = target(name);
    rmSync(outDir, { recursive: true, force: true });
    await bundle({ entry: entries(name), external: isPackageImport, minify: false, outDir });
    cpSync(join(types, 'packages', name, 'src'), outDir, { recursive: true });
  }
}

/** Bytes of a minified build of packages, plain and gzipped. Packages in `external` and three are left out. */
export async function measure(name, { external = [] } = {}) {
  const leftOut = (id) =>
    /^three(\/|$)/.test(id) || external.some((other) => id.startsWith(`@frameloom/${other}`));
  const chunks = await bundle({ entry: entries(name)['index'], external: leftOut, minify: true });
  const first = atOnce(chunks);
  const lazy = chunks.filter((chunk) => !first.includes(chunk));
  return { ...sizeOf(first), lazy: sizeOf(lazy) };
}

/** The entry and what it imports; what it imports only when asked to is another matter. */
function atOnce(chunks) {
  const found = chunks.filter((chunk) => chunk.isEntry);
  for (const { imports } of found) {
    found.push(...chunks.filter((chunk) => imports.includes(chunk.fileName) && !found.includes(chunk)));
  }
  return found;
}

function sizeOf(chunks) {
  const code = chunks.map((chunk) => chunk.code ?? '').join('');
  return { bytes: Buffer.byteLength(code), gzip: gzipSync(code, { level: 9 }).length };
}

async function bundle({ entry, external, minify, outDir }) {
  const output = await build({
    configFile: false,
    root,
    // Files are named from the modules that ask for them.
    base: './',
    logLevel: 'warn',
    plugins: [wgslPlugin(), largeFilesPlugin()],
    build: {
      lib: { entry, formats: ['es'], fileName: (_format, name) => `${name}.js` },
      target: 'es2023',
      minify,
      write: outDir !== undefined,
      outDir,
      emptyOutDir: false,
      copyPublicDir: false,
      reportCompressedSize: false,
      // Vite leaves spaces in minified libraries; what is measured is what an app's own build makes of them.
      rolldownOptions: { external, output: minify ? { minify: true } : {} },
    },
  });
  return output[0].output;
}

/** Small weights become part of the modules that name them; models of language and pictures stay files beside them. */
function largeFilesPlugin() {
  const address =
    /new URL\(\s*'([^']+\.gguf|[^']+models\/image\/[^']+\.safetensors)',\s*import\.meta\.url,?\s*\)/g;
  return {
    name: 'large-files',
    enforce: 'pre',
    transform(code, id) {
      if (!id.startsWith(join(root, 'packages')) || !/\.gguf|models\/image/.test(code)) return undefined;
      return code.replaceAll(address, (_, path) => {
        // Parts of a model have the same names for their files.
        const fileName = path.endsWith('.gguf')
          ? basename(path)
          : path.split('models/image/')[1].replaceAll('/', '-');
        const file = this.emitFile({
          type: 'asset',
          fileName,
          source: readFileSync(join(dirname(id), path)),
        });
        return `new URL(import.meta.ROLLUP_FILE_URL_${file})`;
      });
    },
  };
}

function entries(name) {
  const subpaths = Object.entries(readManifest(name).exports);
  return Object.fromEntries(
    subpaths.map(([subpath, file]) => [
      subpath === '.' ? 'index' : subpath.slice(2),
      join(root, 'packages', name, file),
    ]),
  );
}

function isPackageImport(id) {
  return !id.startsWith('.') && !isAbsolute(id) && !id.startsWith('\0');
}

function emitTypes(cache) {
  const outDir = join(cache, 'types');
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const config = join(cache, 'tsconfig.json');
  const compilerOptions = {
    noEmit: false,
    emitDeclarationOnly: true,
    outDir,
    rootDir: root,
    rewriteRelativeImportExtensions: true,
  };
  const include = packageNames().map((name) => join(root, 'packages', name, 'src'));
  writeFileSync(
    config,
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include, exclude: [] }),
  );
  const { status, stdout } = spawnSync(process.execPath, [packageBin('typescript', 'tsc'), '-p', config], {
    encoding: 'utf8',
    cwd: root,
  });
  if (status !== 0) throw new Error(`Declarations failed:\n${stdout}`);
  return outDir;
}

/** The manifest of a package, by the name of its folder. */
export function readManifest(name) {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
}
