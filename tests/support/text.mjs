// `npm run text -- MODEL --prompt "Once upon a time"`: a language model in the terminal. `--help` lists the options.
import { runCommand } from './command.mjs';

await runCommand('tests/support/text/main.ts');
