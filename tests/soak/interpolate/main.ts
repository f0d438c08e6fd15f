import { createGpu } from '@frameloom/gpu';
import { nodeGpu } from '../../support/node-gpu.ts';
import { soakInterpolator } from './soak.ts';

/** `node tests/soak/interpolate/run.mjs [frames]`; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const gpu = await createGpu({ gpu: nodeGpu, label: 'soak' });
  const { frames, gpuBytes, heapBytes } = await soakInterpolator(gpu, Number(argv[0] ?? 10_000), 'standard');
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
  console.log(`adapter  ${gpu.adapterName}, ${frames} generated frames, after the first tenth → at the end`);
  console.log(`GPU      ${gpuBytes.map(megabytes).join(' → ')}`);
  console.log(`heap     ${heapBytes.map(megabytes).join(' → ')}`);
  const isFlat = gpuBytes[0] === gpuBytes[1] && heapBytes[1] - heapBytes[0] < 2_000_000;
  console.log(isFlat ? 'Flat.' : 'FAILED');
  return isFlat ? 0 : 1;
}
