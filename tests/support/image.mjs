// `npm run image -- MODEL --prompt "a red dragon" --out FILE.png`: words become a picture. `--help` lists the options.
import { runCommand } from './command.mjs';

await runCommand('tests/support/image/main.ts');
