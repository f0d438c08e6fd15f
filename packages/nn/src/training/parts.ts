import type { ResourcePool } from '@frameloom/gpu';
import type { SharePass } from '../layer/share-pass.ts';
import type { Parameters } from '../parameters.ts';
import { bufferUsage } from '../usage.ts';
import code from './add-parts.wgsl?raw';

/** Memory that all layers use for sums in parts, one after the other, and what adds the parts up. */
export type Parts = {
  /** Makes sure, before `buffer` is used first, that it holds so many blocks of four numbers. */
  reserve(blocks: number): void;
  readonly buffer: GPUBuffer;
  /** Records that `parts` of `count` blocks each are added up, into the gradients of all weights from `start` on. */
  add(pass: GPUComputePassEncoder, count: number, parts: number, start: number): void;
};

/** @param gradients Of all weights. */
export async function createParts(
  label: string,
  { pool, pass: share, numbers }: { pool: ResourcePool; pass: SharePass; numbers: Parameters },
  gradients: GPUBuffer,
): Promise<Parts> {
  const pass = await share({ label: `${label}/add-parts`, file: 'add-parts.wgsl', code });
  let wanted = 1;
  let buffer: GPUBuffer | undefined;
  const held = (): GPUBuffer =>
    (buffer ??= pool.buffer({ label: 'parts', size: 16 * wanted, usage: bufferUsage.storage }));
  return {
    reserve: (blocks) => void (wanted = Math.max(wanted, blocks)),
    get buffer() {
      return held();
    },
    add(target, count, parts, start) {
      const sum = numbers.get([count, parts, start]);
      pass.record(target, { sum, parts: held(), gradients }, { width: count });
    },
  };
}

/** Invocations that fill a GPU, about. */
const plenty = 8192;
/** Blocks of four that all parts of one sum may have: 16 MiB. */
const mostBlocks = 2 ** 20;

/**
 * Into how many parts a sum over `length` rows is cut, and how many rows are in each.
 *
 * @param invocations That each part has anyway.
 * @param blocks Of four numbers, that each part leaves.
 */
export function cutSum(length: number, invocations: number, blocks: number): { parts: number; span: number } {
  const wanted = Math.min(length, Math.ceil(plenty / invocations), Math.floor(mostBlocks / blocks));
  const span = Math.ceil(length / Math.max(1, wanted));
  return { parts: Math.ceil(length / span), span };
}
