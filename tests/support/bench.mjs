// `npm run bench -- upscale`: what the upscalers cost. `--help` lists the options.
import { openModule } from './load.mjs';
import { sharedThree } from './shared-three.mjs';

try {
  const { exports } = await openModule('tests/bench/main.ts', { plugins: [sharedThree()] });
  process.exit(await exports.main(process.argv.slice(2)));
} catch (error) {
  console.error(error);
  process.exit(1);
}
