// `npm run quality -- --level DIR`: each kind of level has a judge of its own.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seenOf, type Config } from '../pixels/config.ts';
import { circuit } from '../pixels/games/circuit.ts';
import { numbersOf } from '../pixels/games/index.ts';

/** Runs the judge of the level that the command line names, and returns its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { level: { type: 'string' } }, strict: false });
  const given = String(values['level'] ?? '');
  const file = [given, join(given, 'level')]
    .map((folder) => join(folder, 'level.json'))
    .find((path) => existsSync(path));
  if (file === undefined)
    throw new Error(
      `quality: ${given} has no level.json. Name a level's folder; with --help behind it the options are listed.`,
    );
  const config = JSON.parse(readFileSync(file, 'utf8')) as Config;
  if (config.architecture.kind !== 'pixels') return (await import('../maze/main.ts')).main(argv);
  const isDrive = numbersOf(circuit, seenOf(config)) !== undefined;
  return (await (isDrive ? import('../drive/main.ts') : import('../pixels/main.ts'))).main(argv);
}
