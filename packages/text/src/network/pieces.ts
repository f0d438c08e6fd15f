import type { Slice } from '@frameloom/gpu';

/** A part of a step, with what it costs. */
export type Piece = {
  bytes: number;
  macs: number;
  record(target: GPUComputePassEncoder): void;
};

/** What a slice may cost at most, where pieces are so small. */
export type SliceLimit = { bytes: number; macs: number };

/**
 * Groups pieces into slices up to a cost; all state lies in buffers, so that any boundary is one to stop at.
 *
 * @param kind What their cost is learned under.
 */
export function toSlices(kind: string, pieces: readonly Piece[], limit: SliceLimit): Slice[] {
  const groups: Piece[][] = [];
  let filled = Infinity;
  for (const piece of pieces) {
    const share = Math.max(piece.bytes / limit.bytes, piece.macs / limit.macs);
    if (filled + share > 1) {
      groups.push([]);
      filled = 0;
    }
    groups.at(-1)!.push(piece);
    filled += share;
  }
  return groups.map((group) => ({
    kind,
    bytes: group.reduce((total, { bytes }) => total + bytes, 0),
    macs: group.reduce((total, { macs }) => total + macs, 0),
    record(encoder) {
      const pass = encoder.beginComputePass({ label: kind });
      try {
        for (const piece of group) piece.record(pass);
      } finally {
        pass.end();
      }
    },
  }));
}

/** Ranges of `count` that begin at multiples of `step`: as many as it takes for each to cost at most the limit. */
export function cutRange(
  count: number,
  step: number,
  cost: { bytes: number; macs: number },
  limit: SliceLimit,
): { start: number; count: number }[] {
  const steps = Math.ceil(count / step);
  const share = Math.max(cost.bytes / limit.bytes, cost.macs / limit.macs);
  const parts = Math.max(1, Math.min(steps, Math.ceil(share)));
  return Array.from({ length: parts }, (_, i) => {
    const start = Math.round((i * steps) / parts) * step;
    return { start, count: Math.min(count, Math.round(((i + 1) * steps) / parts) * step) - start };
  });
}
