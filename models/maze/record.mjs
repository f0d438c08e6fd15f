// `node models/maze/record.mjs --help`: records games of Wick for training.
import { runCommand } from '../../tests/support/command.mjs';

await runCommand('models/maze/data/main.ts');
