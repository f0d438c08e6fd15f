// Loads a TypeScript module with its `.wgsl?raw` imports in Node, through Vite's module runner.
// Packages from node_modules (three, webgpu) are imported by Node itself, so there is one three for everyone.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer, createServerModuleRunner } from 'vite';

export const repoRoot = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Imports `entry` (a path from the repository root) and returns its exports and a `close` to call when all is done.
 * Dynamic imports inside the module work until then. Pass further `plugins` for Vite where needed.
 */
export async function openModule(entry, { plugins = [] } = {}) {
  const server = await createServer({
    configFile: false,
    root: repoRoot,
    appType: 'custom',
    logLevel: 'error',
    plugins,
    cacheDir: resolve(repoRoot, 'node_modules/.cache/vite-node'),
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
    environments: { ssr: { resolve: { external: ['three', 'webgpu'] } } },
  });
  const runner = createServerModuleRunner(server.environments.ssr, { hmr: false });
  const exports = await runner.import(resolve(repoRoot, entry)).catch(async (error) => {
    await server.close();
    throw error;
  });
  const close = async () => {
    await runner.close();
    await server.close();
  };
  return { exports, close };
}
