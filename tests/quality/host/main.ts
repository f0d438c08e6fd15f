// `npm run quality`: reads the command line, renders, measures, writes the reports.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { methods } from '../methods/index.ts';
import { markdown } from '../report/table.ts';
import { sceneGroups } from '../sequences/groups.ts';
import { parseArguments, usage, UsageError, type QualityArguments } from './arguments.ts';
import { measureScenes } from './measure.ts';
import { openChromiumWorkshop } from './chromium-workshop.ts';
import { createNodePlatform } from './node-platform.ts';
import { startProgress } from './progress.ts';
import { writeRecording } from './record.ts';
import { openScene, sceneTitle } from './scenes.ts';
import { openShelf, type RunContext } from './shelf.ts';
import { openNodeWorkshop } from './workshop.ts';

const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs the command and returns the exit code: 0 done, 1 failed, 2 a bad command line. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const names = methods.map((method) => method.name);
    const options = parseArguments(argv, sceneGroups, names);
    if (options === 'help') {
      console.log(usage);
      return 0;
    }
    if (options.record !== undefined && options.host === 'chromium') {
      throw new UsageError('--record works in Node only; leave --in chromium away.');
    }
    const workshop =
      options.host === 'chromium'
        ? await openChromiumWorkshop(repositoryRoot, options.scenes, options.peer)
        : await openNodeWorkshop(options.peer);
    const context = { workshop, root: repositoryRoot, cache: join(repositoryRoot, 'tests/out/cache') };
    if (options.record === undefined) await measure(options, context);
    else await record(options, context, options.record);
    await workshop.close();
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`quality: ${error.message}`);
    return 2;
  }
}

async function measure(options: QualityArguments, context: RunContext): Promise<void> {
  const reports = await measureScenes(options, context);
  console.log(markdown(reports));
  console.log(`\nReports are in ${options.out}`);
}

async function record(options: QualityArguments, context: RunContext, directory: string): Promise<void> {
  const platform = await createNodePlatform();
  const shelf = openShelf(options, context);
  const { size, ratio, frames, samples } = options;
  for (const name of options.scenes) {
    const source = await openScene(name);
    const title = sceneTitle(name);
    const target = options.scenes.length > 1 ? join(directory, title) : directory;
    const progress = startProgress(`${title} · recording`);
    await writeRecording(platform, source, { size, ratio, frames, samples }, target, shelf);
    platform.assertHealthy();
    progress.done(target);
  }
}
