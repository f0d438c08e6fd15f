import type { Gpu } from '@frameloom/gpu';
import type { Range } from '../matrix.ts';
import type { LayerCost, LayerWork } from './work.ts';

/** What a slice may cost at most, where the layers can be cut so finely. */
export type SliceLimit = {
  /** Bytes that are read and written. */
  bytes?: number;
  /** Multiply-adds. */
  macs?: number;
};

/** What a slice may cost by default: 16 MB and 120 million multiply-adds on hardware, a tenth of it on a software GPU. */
export function sliceLimitOf({ tier }: Pick<Gpu, 'tier'>): Required<SliceLimit> {
  return tier === 'software' ? { bytes: 1.5e6, macs: 12e6 } : { bytes: 16e6, macs: 120e6 };
}

/** A piece of a network's work, in the form that a frame budget takes. Slices are recorded in order. */
export type NetworkSlice = {
  /** What work it is, to learn what a byte and a multiply-add of it cost: the network's label and an operator. */
  kind: string;
  bytes: number;
  macs: number;
  record(encoder: GPUCommandEncoder): void;
};

type Piece = { work: LayerWork; rows: Range | undefined; bytes: number; macs: number };

/**
 * Groups layers up to a cost; a layer above it is cut by rows where it can be. A slice is named after the operator that
 * reads and writes most in it.
 */
export function sliceWork(
  label: string,
  work: readonly LayerWork[],
  costs: readonly LayerCost[],
  { bytes: mostBytes, macs: mostMacs }: Required<SliceLimit>,
): NetworkSlice[] {
  const share = ({ bytes, macs }: { bytes: number; macs: number }): number =>
    Math.max(bytes / mostBytes, macs / mostMacs);
  const groups: Piece[][] = [];
  let filled = Infinity;
  for (const [i, item] of work.entries()) {
    for (const piece of cut(item, costs[i]!, share(costs[i]!))) {
      const size = share(piece);
      if (filled + size > 1) {
        groups.push([]);
        filled = 0;
      }
      groups.at(-1)!.push(piece);
      filled += size;
    }
  }
  return groups.map((pieces) => toSlice(label, pieces));
}

function cut(work: LayerWork, cost: LayerCost, share: number): Piece[] {
  const { rowStep } = work.layer;
  const { height } = work.edges.output;
  const steps = rowStep === undefined ? 1 : Math.ceil(height / rowStep);
  const parts = Math.min(steps, Math.ceil(share));
  if (parts <= 1) return [{ work, rows: undefined, bytes: cost.bytes, macs: cost.macs }];
  return Array.from({ length: parts }, (_, i) => {
    const start = Math.round((i * steps) / parts) * rowStep!;
    const end = Math.min(height, Math.round(((i + 1) * steps) / parts) * rowStep!);
    const part = (end - start) / height;
    return { work, rows: { start, count: end - start }, bytes: cost.bytes * part, macs: cost.macs * part };
  });
}

function toSlice(label: string, pieces: readonly Piece[]): NetworkSlice {
  const sum = (pick: (piece: Piece) => number): number =>
    pieces.reduce((total, piece) => total + pick(piece), 0);
  const largest = pieces.reduce((most, piece) => (piece.bytes > most.bytes ? piece : most));
  return {
    kind: `${label}/${largest.work.op}`,
    bytes: sum(({ bytes }) => bytes),
    macs: sum(({ macs }) => macs),
    record(encoder) {
      const pass = encoder.beginComputePass({ label });
      try {
        for (const { work, rows } of pieces) work.layer.record(pass, { ...work.edges, rows });
      } finally {
        pass.end();
      }
    },
  };
}
