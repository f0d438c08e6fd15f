import { readGpuArguments, usage, type GpuArguments } from './arguments.ts';
import { pack } from './pack.ts';
import { unpack } from './unpack.ts';

/** `npm run gpu`; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let options: GpuArguments;
  try {
    options = readGpuArguments(argv);
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  if (options.command === 'help') console.log(usage);
  else if (options.command === 'unpack') unpack(options.folder);
  else await pack(options);
  return 0;
}
