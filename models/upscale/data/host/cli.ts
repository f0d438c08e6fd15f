// Renders training data where there is a bundle of this and no repository: the first import brings WebGPU.
import '../../../../tests/support/node-gpu.ts';
import { main } from './main.ts';

// Dawn keeps the event loop alive.
process.exit(await main(process.argv.slice(2)));
