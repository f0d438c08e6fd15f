// `npm run build`: every package into its dist folder, and the gallery into examples/dist.
import { join } from 'node:path';
import { prepare } from './command.mjs';
import { fail, root } from './setup.mjs';

prepare();

const { buildPackages, packageNames } = await import('./build-packages.mjs');
await buildPackages().catch((error) => fail(error.message));
for (const name of packageNames()) console.log(`packages/${name}/dist`);

const { build } = await import('vite');
await build({
  root: join(root, 'examples'),
  logLevel: 'warn',
  build: { rolldownOptions: { checks: { pluginTimings: false } } },
});
console.log('examples/dist');
