// `npm run data`: reads the command line, then renders or draws a contact sheet.
import { testFamilies, trainingFamilies } from '../families/index.ts';
import { parseArguments, usage, UsageError, type Split } from './arguments.ts';
import { renderAll } from './render.ts';
import { drawSheet } from './sheet.ts';

/** Runs the command and returns the exit code: 0 done, 130 stopped, 2 a bad command line. */
export async function main(argv: readonly string[], isStopped: () => boolean = () => false): Promise<number> {
  try {
    const options = parseArguments(argv, familiesOf);
    if (options === 'help') console.log(usage);
    else if (options.command === 'sheet') drawSheet(options);
    else await renderAll(options, isStopped);
    return isStopped() ? 130 : 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`data: ${error.message}`);
    return 2;
  }
}

function familiesOf(split: Split): string[] {
  return (split === 'test' ? testFamilies : trainingFamilies).map(({ name }) => name);
}
