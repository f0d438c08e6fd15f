// `npm run data`: renders training sequences for the upscaler. `--help` lists the options.
import { openModule } from './load.mjs';

let stopped = false;
process.on('SIGINT', () => {
  if (stopped) process.exit(130);
  stopped = true;
  process.stderr.write('\ndata: stopping after this frame.\n');
});

try {
  const { exports } = await openModule('models/upscale/data/host/main.ts');
  process.exit(await exports.main(process.argv.slice(2), () => stopped));
} catch (error) {
  console.error(error);
  process.exit(1);
}
