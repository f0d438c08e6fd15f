import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PluginOption, UserConfig } from 'vite';
import { headerPlugin } from './site/header.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const workspace = resolve(root, '..');

/** The gallery and one page for every folder with an `index.html`. */
function pages(): Record<string, string> {
  const input: Record<string, string> = { gallery: resolve(root, 'index.html') };
  for (const name of readdirSync(root)) {
    const page = resolve(root, name, 'index.html');
    if (name !== 'dist' && name !== 'node_modules' && existsSync(page)) input[name] = page;
  }
  return input;
}

/** Shaders lose their comments in a published page, as they do in the packages. */
async function shaderPlugin(): Promise<PluginOption[]> {
  const file = resolve(workspace, 'tests/support/wgsl-plugin.mjs');
  if (!existsSync(file)) return [];
  const module: { wgslPlugin(): PluginOption } = await import(pathToFileURL(file).href);
  return [module.wgslPlugin()];
}

const configure = async ({ command }: { command: string }): Promise<UserConfig> => ({
  root,
  base: './',
  appType: 'mpa',
  plugins: [headerPlugin(), ...(command === 'build' ? await shaderPlugin() : [])],
  resolve: { dedupe: ['react', 'three'] },
  server: { fs: { allow: [workspace] } },
  // Known ahead, so that the first visit does not load the page twice.
  optimizeDeps: {
    include: [
      '@react-three/fiber',
      'react',
      'react-dom/client',
      'react/jsx-dev-runtime',
      'three/webgpu',
      'three/tsl',
      'three/addons/tsl/display/FSR1Node.js',
      'three/addons/tsl/display/TAAUNode.js',
      'three/addons/tsl/display/TRAANode.js',
      'three/addons/libs/meshopt_decoder.module.js',
      'three/addons/loaders/DRACOLoader.js',
      'three/addons/loaders/EXRLoader.js',
      'three/addons/loaders/GLTFLoader.js',
      'three/addons/loaders/HDRLoader.js',
      'three/addons/loaders/KTX2Loader.js',
      'three/addons/utils/BufferGeometryUtils.js',
      'three/addons/utils/SkeletonUtils.js',
    ],
  },
  build: {
    target: 'es2023',
    outDir: 'dist',
    chunkSizeWarningLimit: 1200,
    // Files of their own, since a policy may forbid to fetch data: addresses.
    assetsInlineLimit: 0,
    rolldownOptions: { input: pages() },
  },
});

export default configure;
