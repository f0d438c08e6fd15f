import type { Size } from '@frameloom/upscale';
import type { Bandwidth } from '../bandwidth.ts';
import type { MethodResult } from '../measure.ts';

/** One thing under the clock at one size. */
export type PassRow = MethodResult & {
  readonly group: 'upscale' | 'interpolate' | 'spatial' | 'video' | 'level' | 'nn';
  /** Of the output. */
  readonly size: Size;
  /** Multiply-adds of its networks; undefined where it has none. */
  readonly macs?: number;
};

/** Everything that was measured on a GPU. */
export type PassesReport = {
  readonly adapter: string;
  readonly tier: string;
  readonly hasTimestamps: boolean;
  /** Bytes per second, by our copies. */
  readonly bandwidth: Bandwidth;
  /** Floating-point operations per second, by chains of multiply-adds; `f16` where shaders have it. */
  readonly peak: { readonly f32: number; readonly f16?: number };
  readonly rows: readonly PassRow[];
};
