import type { FrameBudget, Gpu, ResourcePool } from '@frameloom/gpu';
import type { Sampler } from '@frameloom/nn';
import type { TextNetwork } from '../network/forward.ts';
import type { KvPages } from '../pages/kv-pages.ts';
import type { Sequences } from '../pages/sequence.ts';
import type { Lock } from '../util/lock.ts';
import type { Readbacks } from './readback.ts';

/** All that generating needs of a model on the GPU. */
export type Engine = {
  gpu: Gpu;
  pool: ResourcePool;
  network: TextNetwork;
  sampler: Sampler;
  pages: KvPages;
  sequences: Sequences;
  /** Matrices between layers are shared: one step at a time. */
  turn: Lock;
  readbacks: Readbacks;
  budget: FrameBudget;
  /** Positions of a text at most. */
  maxContext: number;
};
