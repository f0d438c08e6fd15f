import { parseArgs } from 'node:util';
import { jobs } from './jobs.ts';

/** A checked command line of `npm run gpu`. */
export type GpuArguments =
  | { readonly command: 'help' }
  | { readonly command: 'unpack'; readonly folder: string }
  | {
      readonly command: 'pack';
      readonly job: string;
      readonly out: string;
      /** Minutes of training; undefined: what the limit of the run leaves. */
      readonly minutes: number | undefined;
      /** A folder of pictures, clips or environment maps that goes along. */
      readonly data: string | undefined;
      /** A checkout of @pmndrs/upscaler to bundle and measure beside ours. */
      readonly peer: string | undefined;
      /** For this machine: without Node and the Vulkan loader. */
      readonly here: boolean;
    };

export const usage: string = `npm run gpu -- JOB [options]     packs a job into a folder, to be run by its run.sh
${Object.entries(jobs)
  .map(([name, { about }]) => `  ${name.padEnd(16)}${about}`)
  .join('\n')}
  --minutes N     of training, resumed runs included (default: what the limit of a run leaves)
  --data DIR      pictures, clips and .hdr maps to take along
  --peer-upscaler DIR  a checkout of @pmndrs/upscaler, for bench
  --out DIR       folder to pack into (default tests/out/gpu/JOB)
  --here          for this machine: without Node and the Vulkan loader

npm run gpu -- unpack DIR         takes results back: weights into models/, figures as tables, a checkpoint to go on from`;

/** Reads the command line; throws an Error whose message is for the user. */
export function readGpuArguments(argv: readonly string[]): GpuArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      minutes: { type: 'string' },
      data: { type: 'string' },
      'peer-upscaler': { type: 'string' },
      out: { type: 'string' },
      here: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const [first, second] = positionals;
  if (values.help || first === undefined) return { command: 'help' };
  if (first === 'unpack') {
    if (second === undefined) throw new Error('gpu: unpack needs the folder of the results.');
    return { command: 'unpack', folder: second };
  }
  if (!(first in jobs))
    throw new Error(`gpu: there is no job '${first}'. There are: ${Object.keys(jobs).join(', ')}.`);
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
  if (minutes !== undefined && !(minutes > 0))
    throw new Error(`gpu: --minutes must be above 0, got ${values.minutes}.`);
  const out = values.out ?? `tests/out/gpu/${first}`;
  const { data, here = false, 'peer-upscaler': peer } = values;
  return { command: 'pack', job: first, out, minutes, data, peer, here };
}
