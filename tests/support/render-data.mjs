// `npm run data`: renders training sequences for the upscaler. `--help` lists the options.
import { runCommand } from './command.mjs';

let stopped = false;
process.on('SIGINT', () => {
  if (stopped) process.exit(130);
  stopped = true;
  process.stderr.write('\ndata: stopping after this frame.\n');
});

await runCommand('models/upscale/data/host/main.ts', { args: [() => stopped] });
