// Packs a job into one folder for a bare Linux x86-64 machine that has an NVIDIA driver and, for training, PyTorch.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'vite';
import { root } from '../../support/setup.mjs';
import { sharedThree } from '../../support/shared-three.mjs';
import type { GpuArguments } from './arguments.ts';
import { jobs } from './jobs.ts';

const here = import.meta.dirname;
/** Bytes that a folder may have: what such machines take in one go, with room for results. */
const largest = 60 * 2 ** 20;
/** Files that recipes and bundles read at run time, from the top of the repository. */
const assets = ['models', 'packages'];
const isAsset = (path: string): boolean =>
  /\.(py|wgsl)$|(^|\/)(model|level|features)\.json$|\.safetensors$|^image\/data\//.test(path);
/** Large, and of use to no other job than their own. */
const isForeign = (path: string, job: string): boolean =>
  ['image', 'tales'].some(
    (recipe) => path.startsWith(`${recipe}/`) && !path.endsWith('.py') && job !== `train-${recipe}`,
  );

/** Writes the folder and prints how to run it. */
export async function pack(options: Extract<GpuArguments, { command: 'pack' }>): Promise<void> {
  const job = jobs[options.job]!;
  const out = resolve(options.out);
  const app = join(out, 'app');
  rmSync(app, { recursive: true, force: true });
  mkdirSync(app, { recursive: true });
  if (job.entries.length > 0) await bundle(job.entries, app, options.peer);
  for (const folder of assets) copyAssets(folder, app, options.job);
  copyBinding(app, options.here);
  if (!options.here) copyPlatform(out);
  if (options.data !== undefined) cpSync(resolve(options.data), join(out, 'data'), { recursive: true });
  // Results that were unpacked: the run goes on from there.
  const resume = join(root, 'tests/out/gpu', options.job, 'resume');
  if (!options.here && existsSync(resume) && resume !== join(out, 'resume'))
    cpSync(resume, join(out, 'resume'), { recursive: true });
  for (const file of ['run.sh', 'enter.sh']) cpSync(join(here, file), join(out, file));
  cpSync(join(here, 'jobs', job.script), join(out, 'job.sh'));
  writeFileSync(join(out, 'job.env'), `JOB=${options.job}\nMINUTES=${options.minutes ?? ''}\n`);
  const bytes = sizeOf(out);
  console.log(`gpu: ${out}, ${(bytes / 2 ** 20).toFixed(1)} MiB. There: OUT=results sh run.sh --limit 540`);
  if (bytes > largest)
    throw new Error(`gpu: ${out} has more than ${largest / 2 ** 20} MiB. Take less along with --data.`);
}

/** Modules keep their places, so that files named relative to them are found. */
async function bundle(entries: readonly string[], app: string, peer: string | undefined): Promise<void> {
  const input = Object.fromEntries(entries.map((entry) => [entry.replace(/\.ts$/, ''), join(root, entry)]));
  if (peer !== undefined) input['peer'] = resolve(peer, 'src/index.ts');
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [sharedThree()],
    ssr: { noExternal: true, external: ['webgpu'] },
    build: {
      ssr: true,
      outDir: app,
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      rollupOptions: {
        input,
        output: {
          preserveModules: true,
          preserveModulesRoot: root,
          entryFileNames: '[name].js',
          chunkFileNames: '[name].js',
        },
      },
    },
  });
  writeFileSync(join(app, 'package.json'), '{ "type": "module" }\n');
}

function copyAssets(folder: string, app: string, job: string): void {
  for (const path of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
    const from = join(root, folder, path);
    if (!isAsset(path) || isForeign(path, job) || path.includes('node_modules')) continue;
    mkdirSync(dirname(join(app, folder, path)), { recursive: true });
    cpSync(from, join(app, folder, path));
  }
}

/** Dawn's binding for Node, compressed unless it stays here. */
function copyBinding(app: string, isHere: boolean): void {
  const from = realpathSync(join(root, 'node_modules/webgpu'));
  const to = join(app, 'node_modules/webgpu');
  mkdirSync(join(to, 'dist/linux-x64'), { recursive: true });
  for (const file of ['package.json', 'index.js', 'LICENSE.md']) cpSync(join(from, file), join(to, file));
  const binary = join('dist/linux-x64', 'dawn.node');
  cpSync(join(from, binary), join(to, binary));
  if (!isHere) execFileSync('xz', ['-T0', '-4', '-f', join(to, binary)]);
}

/** What NVIDIA's Vulkan driver needs and a bare machine may lack. */
const systemPackages = [
  'libvulkan1',
  'libegl1',
  'libglvnd0',
  'libopengl0',
  'libgl1',
  'libglx0',
  'libgles2',
  'libxext6',
];

/** This machine's Node and Debian's Vulkan loader. */
function copyPlatform(out: string): void {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('gpu: packs are made on Linux x86-64, whose Node and libraries they hold.');
  if (!existsSync(join(out, 'node.xz'))) {
    cpSync(realpathSync(process.execPath), join(out, 'node'));
    execFileSync('strip', [join(out, 'node')]);
    execFileSync('xz', ['-T0', '-4', '-f', join(out, 'node')]);
  }
  if (readdirSync(out).some((name) => name.startsWith('libvulkan1_'))) return;
  try {
    execFileSync('apt-get', ['download', '-qq', ...systemPackages], { cwd: out, stdio: 'ignore' });
  } catch {
    console.warn(`gpu: apt-get cannot download ${systemPackages.join(' ')}, so the machine must have them.`);
  }
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => statSync(join(folder, path)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
}
