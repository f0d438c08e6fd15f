import { fitCost, predictCost, type CostFit, type CostSample } from './cost-fit.ts';
import type { Slice, SliceCost } from './types.ts';

/** What a slice will take. */
export type SlicePlan = {
  /** Milliseconds; undefined for a kind that was never measured. */
  ms: number | undefined;
  /** Whether it should be submitted alone, so that its time can be told from that of others. */
  alone: boolean;
};

/** The cost of slices by kind, learned from measurements. */
export interface CostModel {
  plan(slice: Slice, now: number): SlicePlan;
  /**
   * A measurement of one slice of a kind. `tolerance` is how far, in ms, a measurement may be off.
   */
  add(kind: string, sample: CostSample, tolerance: number, now: number): void;
  /** A time that says whether what was learned still holds, but is too rough to learn from. */
  check(kind: string, predicted: number, ms: number, tolerance: number): void;
  table(): Record<string, SliceCost>;
  /** Forgets everything, for another device. */
  clear(): void;
}

/** Measurements that a fit rests on, at most and before it counts as learned. */
const windowLength = 32;
const learned = 4;
/** A time this much longer or shorter than predicted is a surprise; so many surprises in a row are a change. */
const surprise = 1.5;
const surprises = 3;
/** Milliseconds after which a kind is measured alone again. */
const refreshAfter = 4000;

type Kind = { samples: CostSample[]; fit: CostFit; streak: number; doubts: number; measured: number };

export function sizeOf({ bytes, macs }: Slice): number {
  return bytes ?? macs ?? 0;
}

export function createCostModel(): CostModel {
  const kinds = new Map<string, Kind>();

  /** Surprises in a row: positive for longer, negative for shorter than predicted. */
  function countSurprise(streak: number, predicted: number, ms: number, tolerance: number): number {
    if (Math.abs(ms - predicted) <= tolerance) return 0;
    if (ms > predicted * surprise) return Math.max(0, streak) + 1;
    if (ms < predicted / surprise) return Math.min(0, streak) - 1;
    return 0;
  }

  return {
    plan(slice, now) {
      const kind = kinds.get(slice.kind);
      if (!kind) return { ms: undefined, alone: true };
      const count = kind.samples.length;
      const caution = count === 1 ? 1.5 : count < learned ? 1.25 : 1;
      const isDoubtful = kind.streak !== 0 || Math.abs(kind.doubts) >= surprises;
      return {
        ms: predictCost(kind.fit, sizeOf(slice)) * caution,
        alone: count < learned || isDoubtful || now - kind.measured > refreshAfter,
      };
    },
    add(name, sample, tolerance, now) {
      let kind = kinds.get(name);
      if (!kind) {
        const fit = fitCost([sample]);
        kinds.set(name, (kind = { samples: [], fit, streak: 0, doubts: 0, measured: now }));
      }
      kind.streak = countSurprise(kind.streak, predictCost(kind.fit, sample.size), sample.ms, tolerance);
      kind.measured = now;
      kind.doubts = 0;
      kind.samples.push(sample);
      // After a change (other clock, other content) what was measured before is wrong, and would hold back a median.
      const keep = Math.abs(kind.streak) >= surprises ? surprises : windowLength;
      kind.samples = kind.samples.slice(-keep);
      kind.fit = fitCost(kind.samples);
      if (keep === surprises) kind.streak = 0;
    },
    check(name, predicted, ms, tolerance) {
      const kind = kinds.get(name);
      if (kind) kind.doubts = countSurprise(kind.doubts, predicted, ms, tolerance);
    },
    table() {
      const costs: Record<string, SliceCost> = {};
      for (const [name, { fit, samples }] of kinds) {
        const { fixedMs, msPerUnit } = fit;
        costs[name] = { fixedMs, bytesPerMs: 1 / msPerUnit, samples: samples.length };
      }
      return costs;
    },
    clear() {
      kinds.clear();
    },
  };
}
