// `node models/circuit/record.mjs --help`: records drives for training.
import { runCommand } from '../../tests/support/command.mjs';

await runCommand('models/circuit/data/main.ts');
