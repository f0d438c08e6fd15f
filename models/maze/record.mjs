// `node models/maze/record.mjs --help`: records games of Wick for training.
import { openModule } from '../../tests/support/load.mjs';

const { exports, close } = await openModule('models/maze/data/main.ts');
const code = await exports.main(process.argv.slice(2));
await close();
process.exit(code);
