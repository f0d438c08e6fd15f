import type { ResourcePool } from '@frameloom/gpu';
import type { SharePass } from '../../layer/share-pass.ts';
import { floatBits, type Parameters } from '../../parameters.ts';
import { bufferUsage as usage } from '../../usage.ts';
import adamCode from './adam.wgsl?raw';
import normCode from './norm.wgsl?raw';

/** How weights follow their gradient: AdamW, whose rate rises for some steps and then falls along a cosine. */
export type OptimiserOptions = {
  /** Steps of the whole run, at whose end the rate has fallen. */
  steps: number;
  /** Highest rate. Default 0.002. */
  rate?: number;
  /** Steps until it is reached. Default 50. */
  warmUp?: number;
  /** Part of it that is left at the end. Default 0.02. */
  final?: number;
  /** Default 0.0001. */
  weightDecay?: number;
  /** What is kept of the means of gradients and of their squares. Default [0.9, 0.98]. */
  betas?: readonly [number, number];
  /** Largest length of the gradient of all weights. Default 1. */
  clip?: number;
  /** What a step keeps of the averaged weights, those that are handed out; less at the beginning. Default 0.998. */
  keep?: number;
};

/** The rate of a step, which counts from 0. */
export function rateOf(
  step: number,
  { steps, rate = 2e-3, warmUp = 50, final = 0.02 }: OptimiserOptions,
): number {
  const cosine = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, step / steps)));
  return rate * (final + (1 - final) * cosine) * Math.min(1, (step + 1) / warmUp);
}

/** The weights of a network on their way. */
export type Optimiser = {
  readonly weights: GPUBuffer;
  readonly gradients: GPUBuffer;
  /** An exponential mean of the weights. */
  readonly average: GPUBuffer;
  /** @param step Counts from 0. */
  record(pass: GPUComputePassEncoder, step: number): void;
};

export async function createOptimiser(
  label: string,
  {
    pool,
    pass: share,
    numbers,
    queue,
  }: { pool: ResourcePool; pass: SharePass; numbers: Parameters; queue: GPUQueue },
  begin: Float32Array<ArrayBuffer>,
  options: OptimiserOptions,
): Promise<Optimiser> {
  const { weightDecay = 1e-4, betas = [0.9, 0.98], clip = 1, keep = 0.998 } = options;
  const [norm, adam] = await Promise.all([
    share({ label: `${label}/norm`, file: 'norm.wgsl', code: normCode }),
    share({ label: `${label}/adam`, file: 'adam.wgsl', code: adamCode }),
  ]);
  const make = (name: string, size = begin.byteLength): GPUBuffer =>
    pool.buffer({ label: name, size, usage: usage.storage | usage.copySrc | usage.copyDst });
  const [weights, average] = [make('weights'), make('average')];
  for (const buffer of [weights, average]) queue.writeBuffer(buffer, 0, begin);
  const [gradients, means, squares, length] = [
    make('gradients'),
    make('means'),
    make('squares'),
    make('norm', 4),
  ];
  return {
    weights,
    gradients,
    average,
    record(target, step) {
      norm.record(target, { gradients, norm: length }, { workgroups: [1, 1, 1] });
      const values = [
        rateOf(step, options),
        weightDecay,
        ...betas,
        ...betas.map((beta) => 1 - beta ** (step + 1)),
        1e-8,
        clip,
        Math.min(keep, (1 + step) / (10 + step)),
      ];
      const bindings = {
        adam: numbers.get(values.map(floatBits)),
        norm: length,
        gradients,
        weights,
        means,
        squares,
        average,
      };
      adam.record(target, bindings, { width: begin.length / 4 });
    },
  };
}
