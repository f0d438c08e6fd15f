// `node tests/soak/interpolate/run.mjs [frames]`, by default 10,000 generated frames with the network that ships. Ends with 1
// where memory grew. A short form is in tests/gpu/interpolate/robustness.test.ts.
import { runCommand } from '../../support/command.mjs';

await runCommand('tests/soak/interpolate/main.ts');
