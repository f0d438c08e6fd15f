// Shares a command between processes of this machine: one process renders one frame at a time, which fills neither many
// cores nor a GPU.
import { spawn } from 'node:child_process';
import { UsageError } from './arguments.ts';

/** Takes `--processes N` from a command line; 1 where there is none. */
export function takeProcesses(argv: readonly string[]): { count: number; rest: readonly string[] } {
  const at = argv.indexOf('--processes');
  if (at < 0) return { count: 1, rest: argv };
  const count = Number(argv[at + 1]);
  if (!Number.isInteger(count) || count < 1 || count > 256)
    throw new UsageError(`--processes: '${argv[at + 1] ?? ''}' is not a whole number from 1 to 256.`);
  if (argv.includes('--shard'))
    throw new UsageError('--processes makes shards of its own: leave --shard or --processes out.');
  return { count, rest: [...argv.slice(0, at), ...argv.slice(at + 2)] };
}

/** Runs this program `count` times, each with a shard of the work; the largest exit code is the answer. */
export async function runProcesses(count: number, argv: readonly string[]): Promise<number> {
  const children = Array.from({ length: count }, (_, index) =>
    spawn(
      process.execPath,
      [...process.execArgv, process.argv[1]!, ...argv, '--shard', `${index}/${count}`],
      { stdio: 'inherit' },
    ),
  );
  const end = (): void => children.forEach((child) => void child.kill());
  process.once('SIGTERM', end);
  const codes = await Promise.all(
    children.map(
      (child) =>
        new Promise<number>((resolve, reject) => {
          child.once('error', reject);
          child.once('exit', (code) => resolve(code ?? 1));
        }),
    ),
  );
  process.off('SIGTERM', end);
  return Math.max(...codes);
}
