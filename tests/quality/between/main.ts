// `npm run quality -- --between`: drops frames of rendered sequences, has them made again, and measures what comes back.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../host/arguments.ts';
import { createNodePlatform } from '../host/node-platform.ts';
import { openShelf } from '../host/shelf.ts';
import { openNodeWorkshop } from '../host/workshop.ts';
import { sceneGroups } from '../sequences/groups.ts';
import { parseBetween, usage, type BetweenArguments } from './arguments.ts';
import { measureBetween } from './measure.ts';
import { betweenMethods } from './methods/index.ts';
import { createPeerMethod } from './methods/peer.ts';
import { betweenTable, type BetweenReport } from './report.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs the command and returns the exit code: 0 done, 2 a bad command line. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const names = betweenMethods.map(({ name }) => name);
    const options = parseBetween(argv, sceneGroups, names);
    if (options === 'help') {
      console.log(usage);
      return 0;
    }
    console.log(betweenTable(await measureScenes(options)));
    console.log(`\nReports are in ${options.out}`);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`quality: ${error.message}`);
    return 2;
  }
}

/** Measures every scene and writes a folder for each; `cache` holds what was rendered. */
export async function measureScenes(
  options: BetweenArguments,
  cache: string = join(root, 'tests/out/cache'),
): Promise<BetweenReport[]> {
  const workshop = await openNodeWorkshop(undefined);
  const platform = await createNodePlatform();
  const shelf = openShelf(options, { workshop, root, cache });
  const peers = options.rife === undefined ? [] : [createPeerMethod(options.rife)];
  const methods = [...betweenMethods, ...peers].filter(({ name }) => options.methods.includes(name));
  const reports: BetweenReport[] = [];
  for (const scene of options.scenes) {
    const report = await measureBetween(scene, options, methods, platform, shelf);
    platform.assertHealthy();
    reports.push(report);
    const folder = join(options.out, report.scene);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'report.json'), JSON.stringify(report, null, 1));
  }
  writeFileSync(join(options.out, 'table.md'), `${betweenTable(reports)}\n`);
  await workshop.close();
  platform.device.destroy();
  return reports;
}
