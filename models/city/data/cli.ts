// Records drives on a machine that has only Node: see main.ts.
import { main } from './main.ts';

process.exit(await main(process.argv.slice(2)));
