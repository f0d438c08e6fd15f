// `prepack` of every published package: builds it, so that no pack is without its code.
import { basename } from 'node:path';
import { buildPackages } from './build-packages.mjs';
import { fail } from './setup.mjs';

const name = basename(process.cwd());
// Only pnpm writes versions for `workspace:*` and the published entries into the manifest.
if (!process.env.npm_config_user_agent?.startsWith('pnpm/')) {
  fail(`@frameloom/${name} is packed with pnpm: npx pnpm pack`);
}
await buildPackages({ names: [name] }).catch((error) => fail(error.message));
