// `npm run build`: every package into its dist folder, and the gallery into examples/dist.
//   npm run build -- site     the gallery and the reference of the packages, one folder for a static host
import { join } from 'node:path';
import { prepare } from './command.mjs';
import { fail, root } from './setup.mjs';

const [what, ...more] = process.argv.slice(2);
if (more.length > 0 || (what !== undefined && what !== 'site')) fail('Usage: npm run build [-- site]');
prepare();

const { buildGallery, buildSite } = await import('./build-site.mjs');
const outDir = join(root, 'examples/dist');
if (what === 'site') {
  const problems = await buildSite(outDir).catch((error) => fail(error.message));
  for (const problem of problems) console.warn(problem);
} else {
  const { buildPackages, packageNames } = await import('./build-packages.mjs');
  await buildPackages().catch((error) => fail(error.message));
  for (const name of packageNames()) console.log(`packages/${name}/dist`);
  await buildGallery(outDir);
}
console.log('examples/dist');
