// `node models/city/record.mjs --help`: records flat and lit pictures of the same drives.
import { runCommand } from '../../tests/support/command.mjs';

await runCommand('models/city/data/main.ts');
