import { clamp, type Grid } from '@frameloom/gpu/frame/reference';

/** The tunable constants of accumulate.wgsl. */
export type AccumulateTuning = Record<
  | 'narrow'
  | 'fine'
  | 'opening'
  | 'settled'
  | 'soft'
  | 'spill'
  | 'prior'
  | 'resting'
  | 'cautious'
  | 'longest'
  | 'moving'
  | 'tight'
  | 'loose'
  | 'hueTight'
  | 'hueLow'
  | 'hueHigh'
  | 'confident'
  | 'changeAgeing'
  | 'lockKeep',
  number
>;

/** Inputs of accumulate.wgsl as numbers. */
export type AccumulateInputs = {
  renderSize: { width: number; height: number };
  displaySize: { width: number; height: number };
  /** Y, Co, Cg, alpha per render pixel. */
  prepared: Grid;
  /** uvPrevious − uv per render pixel, and whether a thin thing moves there. */
  motion: Grid;
  /** Disocclusion, reactive, change, stability per render pixel. */
  mask: Grid;
  /** Change, factor, lasting factor, – per 4×4 render pixels. */
  shading: Grid;
  /** Y, Co, Cg, count per display pixel. */
  history: Grid;
  /** Lock, alpha per display pixel. */
  state: Grid;
  jitter: { x: number; y: number };
  /** Of detection, of history now and in the last frame. */
  exposure: { current: number; history: number; lastHistory: number };
  hdr: boolean;
  /** Colour is premultiplied by alpha. */
  premultiplied: boolean;
  reset: boolean;
  tuning: AccumulateTuning;
  /** What a network says per render pixel: then `decide` is learned.wgsl, otherwise analytic.wgsl. */
  said?: { first: Grid; second: Grid };
};

/** Where a display pixel lies, now and in the last frame. */
export type Place = {
  uv: readonly [number, number];
  was: readonly [number, number];
  /** Display pixels per render pixel. */
  ratio: readonly [number, number];
  /** In render pixels, and the texel that holds it. */
  position: readonly [number, number];
  texel: readonly [number, number];
  /** From the centre of the texel. */
  d: readonly [number, number];
  /** Display pixels. */
  speed: number;
  still: number;
  /** A thin thing moves here, which samples hit and miss. */
  isThin: boolean;
};

/** What history holds where the pixel was. */
export type Past = { color: number[]; lock: number; alpha: number };

/** Sums over the 3×3 samples around the pixel: under the wide and under the narrow kernel. */
export type Sums = {
  wide: number[];
  near: number[];
  /** Of squares, under the wide kernel. */
  square: number[];
  wideSum: number;
  nearSum: number;
  /** Of the kernels without caution. */
  wideFull: number;
  evidence: number;
};

/** What decides, at one pixel, how history and samples are mixed. */
export type Signals = {
  hidden: number;
  reactive: number;
  change: number;
  stable: number;
  /** What a network says, −0.5…0.5; zeros without one. */
  first: number[];
  second: number[];
};

/** A texel of a grid at render size, the nearest one beyond its edges. */
export function load({ renderSize }: AccumulateInputs, grid: Grid, i: number, j: number): number[] {
  const at = clamp(j, 0, renderSize.height - 1) * renderSize.width + clamp(i, 0, renderSize.width - 1);
  return Array.from({ length: grid.channels }, (_, c) => grid.data[at * grid.channels + c]!);
}
