// `npm run data`: reads the command line, then renders or draws a contact sheet.
import { testFamilies, trainingFamilies } from '../families/index.ts';
import { renderBetween } from '../../../interpolate/data/main.ts';
import { writeCandidates, type CandidatesArguments } from '../../../interpolate/data/candidates.ts';
import { parseArguments, shardOf, usage, UsageError, type Split } from './arguments.ts';
import { runProcesses, takeProcesses } from './processes.ts';
import { renderAll } from './render.ts';
import { drawSheet } from './sheet.ts';

/** Runs the command and returns the exit code: 0 done, 130 stopped, 2 a bad command line. */
export async function main(
  words: readonly string[],
  isStopped: () => boolean = () => false,
): Promise<number> {
  try {
    const { count, rest: argv } = takeProcesses(words);
    if (count > 1) return await runProcesses(count, argv);
    // Sequences for models/interpolate instead of models/upscale.
    const between = argv.includes('--between');
    if (argv.includes('--candidates')) {
      await writeCandidates({ ...readCandidates(argv), isStopped });
      return isStopped() ? 130 : 0;
    }
    const options = parseArguments(
      argv.filter((option) => option !== '--between'),
      familiesOf,
    );
    if (options === 'help') console.log(usage);
    else if (options.command === 'sheet') drawSheet(options);
    else if (between) await renderBetween(options, isStopped);
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

function readCandidates(argv: readonly string[]): CandidatesArguments {
  const value = (name: string): string | undefined => argv[argv.indexOf(name) + 1 || argv.length];
  const [from, out, model] = [value('--candidates'), value('--out'), value('--model')];
  if (!from || !out)
    throw new UsageError('--candidates FOLDER wants --out DIR, too (--help lists the options).');
  const video = argv.includes('--video');
  return { from, out, model, video, shard: shardOf(value('--shard') ?? '0/1') };
}
