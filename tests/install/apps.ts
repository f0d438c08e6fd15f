// Empty applications, in which the tarballs are installed by npm and the snippets of the READMEs pasted.
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { readSnippets } from '../support/readme.ts';
import { repoRoot } from '../support/source.ts';
import type { Tarball } from '../support/pack.mjs';

/** The README with the recipes. */
export const three = 'packages/three/README.md';

/** Folders of the snippets that are complete applications, by README; React's is another application. */
export const pasted: Readonly<Record<string, readonly string[]>> = {
  [three]: ['vite', 'worker', 'importmap'],
  'packages/gpu/README.md': ['gpu'],
  'packages/video/README.md': ['video'],
  'packages/world/README.md': ['world'],
};

/** Where the applications are made. */
export const appsRoot: string = join(repoRoot, 'tests/out/apps');

const run = promisify(execFile);

/** Makes an application with the tarballs and the packages in `others` (as npm's command line takes them) installed. */
export async function createApp(
  name: string,
  tarballs: readonly Tarball[],
  others: readonly string[],
): Promise<string> {
  const app = join(appsRoot, name);
  rmSync(app, { recursive: true, force: true });
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, 'package.json'), '{ "private": true, "type": "module" }');
  const files = tarballs.map(({ file }) => file);
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await run('npm', ['install', ...quiet, ...files, ...others], {
    cwd: app,
    shell: process.platform === 'win32',
  });
  return app;
}

/** Pastes the snippets of a README whose files lie in `folder`, with an `index.html` for those that have none. */
export function paste(app: string, readme: string, folder: string): void {
  const found = readSnippets().filter(
    (item) => item.readme === readme && item.file?.startsWith(`${folder}/`),
  );
  if (found.length === 0) throw new Error(`${readme} has no snippet ${folder}/…`);
  mkdirSync(join(app, folder), { recursive: true });
  for (const { file = '', code } of found) writeFileSync(join(app, file), code);
  if (found.some(({ file }) => file?.endsWith('index.html'))) return;
  // What the templates of create-vite have.
  const main = found.find(({ file }) => file?.endsWith('main.ts')) ? 'main.ts' : 'main.tsx';
  if (main === 'main.tsx') writeFileSync(join(app, folder, main), reactMain);
  const page = `<!doctype html>\n<link rel="icon" href="data:," />\n<div id="root"></div>\n`;
  writeFileSync(join(app, folder, 'index.html'), `${page}<script type="module" src="./${main}"></script>\n`);
}

const reactMain = `import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import App from './App.tsx';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
`;

/** Builds the pages of an application as Vite does without configuration. Returns kB by chunk, plain. */
export async function buildApp(app: string, folders: readonly string[]): Promise<Record<string, number>> {
  const output = await build({
    configFile: false,
    root: app,
    base: './',
    logLevel: 'error',
    build: {
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
      rolldownOptions: {
        input: folders.map((folder) => join(app, folder, 'index.html')),
        checks: { pluginTimings: false },
      },
    },
  });
  if (!('output' in output)) throw new Error(`Vite built no single output in ${app}.`);
  return Object.fromEntries(
    output.output.flatMap((file) =>
      file.type === 'chunk' ? [[file.fileName, Buffer.byteLength(file.code) / 1000]] : [],
    ),
  );
}
