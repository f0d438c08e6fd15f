// `node tests/soak/text/run.mjs [tokens]`, by default 10,000 tokens of a tiny random model, then 100 texts that are aborted, two texts
// beside a level, and a device that is lost.
// Ends with 1 where memory or the time of a token grew.
import { runCommand } from '../../support/command.mjs';

await runCommand('tests/soak/text/main.ts');
