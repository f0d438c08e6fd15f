// `npm run gpu -- JOB`: packs a job for a machine with an NVIDIA GPU; `npm run gpu -- unpack DIR` takes its results back.
import { runCommand } from './command.mjs';

await runCommand('tests/bench/machine/main.ts');
