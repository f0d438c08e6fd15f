// Python for the tests of recipes: PYTHON names one, else python3 is tried. Without torch, numpy, pillow and safetensors those
// tests are skipped.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const forked = fileURLToPath(new URL('run_forked.py', import.meta.url));

/** The command. */
export const python: string = process.env['PYTHON'] ?? 'python3';

const lookFor = `import sys; from importlib.util import find_spec
sys.exit(not all(map(find_spec, ['torch', 'numpy', 'PIL', 'safetensors'])))`;

/** Whether recipes can run here. */
export const hasTorch: boolean = spawnSync(python, ['-c', lookFor]).status === 0;

/** Runs a module of the recipes, such as `models.video.train`. */
export function runModule(name: string, options: readonly string[]): Promise<string> {
  return runPython('-m', [name, ...options]);
}

type Ended = { status: number; stdout: string; stderr: string };
let runner: ((args: readonly string[]) => Promise<Ended>) | undefined;

/**
 * Runs a script on one processor thread, one at a time, and resolves with what it printed; rejects with the end of what it
 * complained about.
 */
export async function runPython(script: string, options: readonly string[]): Promise<string> {
  runner ??= process.platform === 'win32' ? runAlone : startRunner();
  const { status, stdout, stderr } = await runner([script, ...options]);
  if (status !== 0)
    throw new Error(`${script} ${options.join(' ')}: ${stderr.slice(-2000) || stdout.slice(-2000)}`);
  return stdout;
}

const shared = { cwd: root, env: { ...process.env, OMP_NUM_THREADS: '1', CUDA_VISIBLE_DEVICES: '' } };

/** Where a process cannot be copied. */
async function runAlone(args: readonly string[]): Promise<Ended> {
  const { status, stdout, stderr } = spawnSync(python, args, { ...shared, encoding: 'utf8' });
  return { status: status ?? 1, stdout, stderr };
}

/** A process with PyTorch loaded, of which every script gets a copy. It ends with this one. */
function startRunner(): (args: readonly string[]) => Promise<Ended> {
  const child = spawn(python, [forked], { ...shared, stdio: ['pipe', 'pipe', 'inherit'] });
  const handles = [child, child.stdin as Socket, child.stdout as Socket];
  const ended = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('exit', (status) => reject(new Error(`${forked} ended with ${status}.`)));
  });
  ended.catch(() => undefined);
  const lines = createInterface(child.stdout);
  const ask = async (args: readonly string[]): Promise<Ended> => {
    for (const handle of handles) handle.ref();
    const answer = new Promise<string>((resolve) => lines.once('line', resolve));
    child.stdin.write(`${JSON.stringify(args)}\n`);
    const line = await Promise.race([answer, ended]);
    for (const handle of handles) handle.unref();
    return JSON.parse(line) as Ended;
  };
  let last: Promise<unknown> = Promise.resolve();
  return (args) => {
    const answer = last.then(() => ask(args));
    last = answer.catch(() => undefined);
    return answer;
  };
}
