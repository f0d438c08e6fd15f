// Python for the tests of recipes: PYTHON names one, else python3 is tried. Without torch, numpy, pillow and safetensors those
// tests are skipped.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The command. */
export const python: string = process.env['PYTHON'] ?? 'python3';

/** Whether recipes can run here. */
export const hasTorch: boolean =
  spawnSync(python, ['-c', 'import torch, numpy, PIL, safetensors']).status === 0;

/** Runs a module of the recipes, such as `models.video.train`. */
export function runModule(name: string, options: readonly string[]): string {
  return runPython('-m', [name, ...options]);
}

/** Runs a script on one processor thread and returns what it printed; throws with the end of what it complained about. */
export function runPython(script: string, options: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(python, [script, ...options], {
    encoding: 'utf8',
    cwd: root,
    env: { ...process.env, OMP_NUM_THREADS: '1', CUDA_VISIBLE_DEVICES: '' },
  });
  if (status !== 0)
    throw new Error(`${script} ${options.join(' ')}: ${stderr.slice(-2000) || stdout.slice(-2000)}`);
  return stdout;
}
