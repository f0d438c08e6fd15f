import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import type { ViteUserConfig } from 'vitest/config';
import { browserFlags } from './support/browser-flags.ts';
import { findBrowser } from './support/find-browser.mjs';
import { chooseVulkanDriver } from './support/vulkan.mjs';

// The worker processes inherit both: the Vulkan loader reads the real environment, once.
chooseVulkanDriver();
process.env['CHROME_PATH'] ??= findBrowser()?.path;

const root = fileURLToPath(new URL('..', import.meta.url));
const support = (file: string): string => fileURLToPath(new URL(`support/${file}`, import.meta.url));

const config: ViteUserConfig = {
  root,
  cacheDir: 'node_modules/.cache/vitest',
  test: {
    // Software rendering uses every core by itself; two files at a time keep a two-core machine busy, not jammed.
    maxWorkers: Math.min(2, availableParallelism()),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts', 'tests/exports/**/*.test.ts', 'tests/size/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'gpu',
          include: ['tests/gpu/**/*.test.ts', 'tests/parity/**/*.test.ts'],
          // What needs a browser is in the next project only.
          exclude: ['**/*.chromium.test.ts'],
          setupFiles: [support('node-gpu.ts'), support('gpu-watch.ts')],
          pool: 'forks',
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        // Its wasm file is found beside its module only where that is served as it is.
        optimizeDeps: { exclude: ['onnxruntime-web'] },
        test: {
          // The packages below three, again, in the environment they are made for.
          name: 'chromium',
          include: [
            'tests/gpu/{gpu,nn,upscale,interpolate}/**/*.test.ts',
            'tests/gpu/image/*.chromium.test.ts',
          ],
          // Layers take long to compile; here they run in the pages of e2e.
          exclude: ['**/*.node.test.ts', 'tests/gpu/nn/{attention,conv2d,linear,operators,sampling}.test.ts'],
          setupFiles: [support('gpu-watch.ts')],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: launchOptions() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'install',
          include: ['tests/install/**/*.test.ts'],
          globalSetup: [fileURLToPath(new URL('install/make-apps.ts', import.meta.url))],
          hookTimeout: 240_000,
          pool: 'forks',
          testTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'quality',
          include: ['tests/quality/**/*.test.ts'],
          setupFiles: [support('node-gpu.ts'), support('gpu-watch.ts')],
          pool: 'forks',
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: [support('serve-examples.ts')],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          retry: 0,
        },
      },
    ],
  },
};

export default config;

function launchOptions(): { args: string[]; executablePath?: string } {
  const executablePath = process.env['CHROME_PATH'];
  return { args: browserFlags(), ...(executablePath && { executablePath }) };
}
