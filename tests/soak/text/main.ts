import { createFrameBudget, createGpu } from '@frameloom/gpu';
import { nodeGpu } from '../../support/node-gpu.ts';
import { playBeside } from './beside.ts';
import { soakText } from './soak.ts';

/** `node tests/soak/text/run.mjs [tokens]`; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const gpu = await createGpu({ gpu: nodeGpu, label: 'soak' });
  const budget = createFrameBudget(gpu, { budgetMs: 1000 });
  const result = await soakText(gpu, budget, Number(argv[0] ?? 10_000));
  const { gpuBytes, heapBytes, tokenMs, aborted } = result;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
  console.log(`adapter  ${gpu.adapterName}, ${result.tokens} tokens, first tenth → last tenth`);
  console.log(`GPU      ${gpuBytes.map(megabytes).join(' → ')}`);
  console.log(`heap     ${heapBytes.map(megabytes).join(' → ')}`);
  console.log(`token    ${tokenMs.map((ms) => `${ms.toFixed(2)} ms`).join(' → ')}`);
  console.log(`aborts   ${aborted.count}, GPU ${aborted.gpuBytes.map(megabytes).join(' → ')}`);
  // Parameters of dispatches grow with the most that were ever on their way at once.
  const isSame = ([before, after]: [number, number]): boolean => after - before < 65_536;
  const isFlat = isSame(gpuBytes) && heapBytes[1] - heapBytes[0] < 2_000_000;
  const isGivenBack = isSame(aborted.gpuBytes);
  // Half more: other work on the machine comes and goes.
  const isSteady = tokenMs[1] < 1.5 * tokenMs[0];
  budget.dispose();
  const beside = await playBeside(gpu);
  const { ends, loss } = beside;
  console.log(`beside   two texts and a level: ${beside.isSame ? 'each as alone' : 'NOT as alone'}`);
  console.log(`         done when it had played ${ends.join(' and ')} steps`);
  console.log(`lost     ${loss.code}, loaded again: ${loss.isSame ? 'the same text' : 'ANOTHER text'}`);
  // Equal texts that take turns are done at about the same time.
  const isFair = Math.max(...ends) < 1.5 * Math.min(...ends);
  const isRight = beside.isSame && isFair && loss.code === 'device-lost' && loss.isSame;
  const isGood = isFlat && isGivenBack && isSteady && isRight;
  console.log(isGood ? 'Flat.' : 'FAILED');
  return isGood ? 0 : 1;
}
