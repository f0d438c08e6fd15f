// `node tests/soak/world/run.mjs [steps]`, by default 10,000 steps of the level that ships. Ends with 1 where
// memory or the time of a step grew. A short form is in tests/gpu/world/level.test.ts.
import { runCommand } from '../../support/command.mjs';

await runCommand('tests/soak/world/main.ts');
