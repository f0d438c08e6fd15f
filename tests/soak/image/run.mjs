// `node tests/soak/image/run.mjs [pictures]`, by default 500 pictures of a tiny random model, then 100 that are aborted somewhere.
// Ends with 1 where memory grew.
import { runCommand } from '../../support/command.mjs';

await runCommand('tests/soak/image/main.ts');
