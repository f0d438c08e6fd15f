// `npm run lighthouse [-- PAGE …]`: scores of the gallery's pages.
import { runCommand } from './command.mjs';

await runCommand('tests/e2e/lighthouse.ts', { browser: true });
