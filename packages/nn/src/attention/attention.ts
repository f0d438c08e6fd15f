import type { Gpu, PassTimer } from '@frameloom/gpu';
import { blockBytes, viewOf } from '../matrix.ts';
import { buildOperator, type OperatorBase, type OperatorCost, type RecordTarget } from '../operator.ts';
import { floatBits } from '../parameters.ts';
import type { Precision } from '../precision.ts';
import { readCall, requireShape, type AttentionMatrices } from './call.ts';
import type { AttentionOptions } from './compile.ts';
import { mostSplits, splitKeysOf } from './splits.ts';
import { bufferUsage } from '../usage.ts';

/** Scaled dot-product attention. */
export interface Attention {
  readonly label: string;
  readonly precision: Precision;
  /**
   * Records attention or a slice of it. A call of one row splits the keys over workgroups and combines what they find.
   *
   * @throws FrameloomError `invalid-argument`, `invalid-size`, `device-lost`, `disposed`; nothing is recorded then.
   */
  record(target: RecordTarget, matrices: AttentionMatrices, timer?: PassTimer): void;
  /** Keys of which a slice of a call of one row must be a multiple. */
  sliceKeys(keys: number): number;
  /** Of this many queries that see this many keys each. */
  costs(rows: number, keys: number): OperatorCost;
  dispose(): void;
}

/**
 * Makes attention `softmax(Q·Kᵀ · scale) · V` over heads: full, causal or over a window; keys and values as rows of
 * matrices or in the pages of a cache; several query heads may share a key head. Scores never go to memory.
 *
 * @throws FrameloomError `invalid-argument`, `unsupported`, `compilation`, `device-lost`, `disposed`.
 */
export function createAttention(gpu: Gpu, options: AttentionOptions): Promise<Attention> {
  return buildOperator(gpu, 'nn/attention', options, (base) => buildAttention(base, options));
}

/** {@link createAttention} in memory of the base. */
export async function buildAttention(base: OperatorBase, options: AttentionOptions): Promise<Attention> {
  const { label, precision, format, pool, parameters } = base;
  const shape = requireShape(label, options);
  const { heads, kvHeads, headColumns, scale } = shape;
  const headBlocks = headColumns / 4;
  // The shaders are a third of all that this package holds: they come when they are asked for.
  const { compileAttention } = await import('./compile.ts');
  const passes = await compileAttention(base, shape);
  const partials = pool.buffer({
    label: 'partials',
    size: heads * mostSplits * (headBlocks + 1) * 16,
    usage: bufferUsage.storage,
  });
  return {
    label,
    precision,
    sliceKeys: splitKeysOf,
    costs: (rows, keys) => ({
      macs: 2 * rows * keys * heads * headColumns,
      bytes: (2 * rows * heads + 2 * keys * kvHeads) * headBlocks * blockBytes(format),
    }),
    dispose: () => pool.dispose(),
    record(target, matrices, timer) {
      const call = readCall(label, shape, matrices, format);
      const { queries, output } = matrices;
      const { rows, splits, splitKeys, source } = call;
      const numbers = parameters.get([
        ...viewOf(queries),
        ...viewOf(output),
        ...source.views,
        rows.start,
        rows.start + rows.count,
        call.keyCount,
        call.position,
        shape.window,
        splits.start,
        call.splitCount,
        splitKeys,
        floatBits(scale),
        headBlocks,
      ]);
      const shared = { parameters: numbers, ...source.bindings, queries: queries.buffer };
      const { decode, combine } = passes;
      if (rows.count > 1 || !decode || !combine) {
        const down = Math.ceil(rows.count / passes.queryRows);
        const bindings = { ...shared, output: output.buffer };
        passes.tile!.record(target, bindings, { workgroups: [heads, down, 1] }, timer);
        return;
      }
      const across = heads / passes.groupHeads;
      decode.record(target, { ...shared, partials }, { workgroups: [splits.count, across, 1] }, timer);
      if (splits.start + splits.count < call.splitCount) return;
      const combined = { parameters: numbers, partials, output: output.buffer };
      combine.record(target, combined, { workgroups: [heads, 1, 1] }, timer);
    },
  };
}
