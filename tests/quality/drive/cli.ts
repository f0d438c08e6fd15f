// Judges a level of the drive where there is a bundle of this and no repository: see main.ts.
import { main } from './main.ts';

// Dawn keeps the event loop alive.
process.exit(await main(process.argv.slice(2)));
