import { fileURLToPath } from 'node:url';
import { createGpu } from '@frameloom/gpu';
import { nodeGpu } from '../../support/node-gpu.ts';
import { soakLevel } from './soak.ts';

/** `node tests/soak/world/run.mjs [steps]`; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const gpu = await createGpu({ gpu: nodeGpu, label: 'soak' });
  const folder = fileURLToPath(new URL('../../../models/maze/level', import.meta.url));
  const result = await soakLevel(gpu, folder, Number(argv[0] ?? 10_000));
  const { gpuBytes, heapBytes, stepMs } = result;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
  console.log(`adapter  ${gpu.adapterName}, ${result.steps} steps, first tenth → last tenth`);
  console.log(`GPU      ${gpuBytes.map(megabytes).join(' → ')}`);
  console.log(`heap     ${heapBytes.map(megabytes).join(' → ')}`);
  console.log(`step     ${stepMs.map((ms) => `${ms.toFixed(2)} ms`).join(' → ')}`);
  const isFlat = gpuBytes[0] === gpuBytes[1] && heapBytes[1] - heapBytes[0] < 2_000_000;
  // Half more: other work on the machine comes and goes.
  const isSteady = stepMs[1] < 1.5 * stepMs[0];
  console.log(isFlat && isSteady ? 'Flat.' : 'FAILED');
  return isFlat && isSteady ? 0 : 1;
}
