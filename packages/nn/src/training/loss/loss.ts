import type { ResourcePool } from '@frameloom/gpu';
import classes from '../../lib/classes.wgsl?raw';
import type { SharePass } from '../../layer/share-pass.ts';
import { constantLines } from '../../libraries.ts';
import { floatBits, type Parameters } from '../../parameters.ts';
import { bufferUsage as usage } from '../../usage.ts';
import type { Chooser } from '../graph.ts';
import { pixelsOf, type BatchMap } from '../layer.ts';
import crossEntropy from './cross-entropy.wgsl?raw';
import totalCode from './total.wgsl?raw';

/** The loss of a batch. */
export type Loss = {
  /** Sums of the steps since it was cleared: loss, share of pixels that are right, steps. */
  readonly figures: GPUBuffer;
  record(
    pass: GPUComputePassEncoder,
    buffers: { around: GPUBuffer; truth: GPUBuffer; weights: GPUBuffer; chosen: GPUBuffer },
  ): void;
};

const workers = 64;

/** Of the scores that `chooser` reads. */
export async function createLoss(
  label: string,
  { pool, pass: share, numbers }: { pool: ResourcePool; pass: SharePass; numbers: Parameters },
  {
    chooser,
    scores,
    values,
    pictures,
  }: { chooser: Chooser; scores: BatchMap & { value: GPUBuffer }; values: 'u8' | 'u32'; pictures: number },
): Promise<Loss> {
  const [x, y] = chooser.op === 'pointer-arg-max' ? chooser.reach : [0, 0];
  const columns = 2 * x + 1;
  const pointers = chooser.op === 'pointer-arg-max' ? columns * (2 * y + 1) : 0;
  const [pass, total] = await Promise.all([
    share({
      label: `${label}/cross-entropy`,
      file: 'cross-entropy.wgsl',
      code: crossEntropy,
      libraries: { classes },
      prelude: constantLines({ named: scores.channels - pointers, columns, pointers }),
      constants: { bytes: Number(values === 'u8') },
    }),
    share({ label: `${label}/total`, file: 'total.wgsl', code: totalCode }),
  ]);
  const pixels = pixelsOf(scores, pictures);
  const groups = Math.ceil(pixels / workers);
  const parts = pool.buffer({ label: 'loss parts', size: 16 * groups, usage: usage.storage });
  const figures = pool.buffer({
    label: 'figures',
    size: 16,
    usage: usage.storage | usage.copySrc | usage.copyDst,
  });
  return {
    figures,
    record(target, { around, truth, weights, chosen }) {
      const loss = numbers.get([scores.width, scores.height, pictures, floatBits(1 / pixels)]);
      const { value, gradient } = scores;
      const bindings = { loss, scores: value, around, truth, weights, gradient: gradient!, chosen, parts };
      pass.record(target, bindings, { width: pixels });
      const sums = { total: numbers.get([groups, floatBits(1 / pixels)]), parts, figures };
      total.record(target, sums, { workgroups: [1, 1, 1] });
    },
  };
}
