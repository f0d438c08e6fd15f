// `npm run bench -- upscale`: what the upscalers cost. `--help` lists the options.
import { runCommand } from './command.mjs';

await runCommand('tests/bench/main.ts', {
  plugins: async () => [(await import('./shared-three.mjs')).sharedThree()],
});
