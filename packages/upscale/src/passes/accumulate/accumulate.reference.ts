import {
  fromYCoCg,
  largest,
  reexposed,
  type Rgb,
  readBilinear,
  readCubic,
  type Grid,
} from '@frameloom/gpu/frame/reference';
import { compressionOf } from '../../lib/coverage.reference.ts';

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
  /** uvPrevious − uv per render pixel. */
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

/** The maths of accumulate.wgsl for one display pixel: (Y, Co, Cg, count) and (lock, alpha). */
export function accumulateReference(
  inputs: AccumulateInputs,
  x: number,
  y: number,
): { history: number[]; state: number[] } {
  const { renderSize, displaySize, jitter, tuning: t, exposure, hdr, premultiplied } = inputs;
  const uv = [(x + 0.5) / displaySize.width, (y + 0.5) / displaySize.height] as const;
  const ratio = [displaySize.width / renderSize.width, displaySize.height / renderSize.height] as const;
  const position = [uv[0] * renderSize.width - jitter.x, uv[1] * renderSize.height - jitter.y] as const;
  const texel = [Math.floor(position[0]), Math.floor(position[1])] as const;
  const d = [position[0] - texel[0] - 0.5, position[1] - texel[1] - 0.5] as const;
  const load = (grid: Grid, i: number, j: number): number[] => {
    const at = clamp(j, 0, renderSize.height - 1) * renderSize.width + clamp(i, 0, renderSize.width - 1);
    return Array.from({ length: grid.channels }, (_, c) => grid.data[at * grid.channels + c]!);
  };
  const [toX, toY] = load(inputs.motion, texel[0], texel[1]) as [number, number];
  const within = (grid: Grid): [number, number, number, number] =>
    readBilinear(
      grid,
      clamp(position[0], 0.5, renderSize.width - 0.5),
      clamp(position[1], 0.5, renderSize.height - 0.5),
    ) as [number, number, number, number];
  const [seenHidden, reactive, change, stable] = within(inputs.mask);
  const { said } = inputs;
  const first = said ? within(said.first).map((v) => v - 0.5) : [0, 0, 0, 0];
  const second = said ? within(said.second).map((v) => v - 0.5) : [0, 0, 0, 0];
  const hidden = Math.min(seenHidden * t.spill, 1);
  const was = [uv[0] + toX, uv[1] + toY] as const;
  const inside = was.every((v) => v >= 0 && v <= 1);

  const speed = Math.hypot(toX * displaySize.width, toY * displaySize.height);
  const still = 1 - smoothstep(0.02, 0.2, speed);
  let past = [0, 0, 0, 0];
  let lock = 0;
  let pastAlpha = 1;
  if (inside && !inputs.reset) {
    const [px, py] = [was[0] * displaySize.width, was[1] * displaySize.height];
    const state = readBilinear(inputs.state, px, py);
    const [, light, lasting] = readBilinear(
      inputs.shading,
      clamp(position[0] / 4, 0.5, inputs.shading.width - 0.5),
      clamp(position[1] / 4, 0.5, inputs.shading.height - 0.5),
    ) as [number, number, number, number];
    const factor = light + (lasting - light) * still;
    const [py0, co, cg, count] = readCubic(inputs.history, px, py) as [number, number, number, number];
    const exposed = reexposed([py0, co, cg], exposure.history / exposure.lastHistory, inputs.hdr);
    past = [...(exposed.map((v) => v * factor) as Rgb), count];
    lock = state[0]!;
    pastAlpha = premultiplied ? clamp(readCubic(inputs.state, px, py)[1]!, 0, 1) : state[1]!;
  }

  const settledness = clamp(past[3]! / t.settled, 0, 1) * (1 - hidden);
  const calm = still * (1 - change);
  const sharpness =
    (t.narrow + (t.fine - t.narrow) * calm) *
    (t.opening + (1 - t.opening) * settledness) *
    2 ** (4 * first[1]!);
  const stretch = 1.8 * Math.hypot(first[2]!, first[3]!);
  const shape = [first[2]!, first[3]!].map((v) => v * 1.8 * Math.min(0.95 / Math.max(stretch, 1e-6), 1));
  const form = (dx: number, dy: number): number =>
    (1 + shape[0]!) * dx * dx + 2 * shape[1]! * dx * dy + (1 - shape[0]!) * dy * dy;
  const softness = t.soft * 2 ** (4 * second[2]!);
  const wide = [0, 0, 0, 0];
  const near = [0, 0, 0, 0];
  const square = [0, 0, 0, 0];
  let [wideSum, nearSum, wideFull, evidence] = [0, 0, 0, 0];
  const anchoring = exposure.history / exposure.current;
  const caution = (1 - calm) * (1 - 1 / Math.min(exposure.current, t.cautious));
  for (let j = -1; j <= 1; j++) {
    for (let i = -1; i <= 1; i++) {
      const sample = load(inputs.prepared, texel[0] + i, texel[1] + j);
      const compression = compressionOf(sample.slice(0, 3) as Rgb, sample[3]!, hdr, premultiplied);
      const scale = anchoring / (1 + (anchoring - 1) * compression);
      const c = sample.map((v, k) => (k < 3 ? v * scale : v));
      const [dx, dy] = [d[0] - i, d[1] - j];
      const kernels = [
        2 ** (-softness * form(dx, dy)),
        2 ** (-sharpness * form(dx * ratio[0], dy * ratio[1])),
      ] as const;
      const [w, n] = kernels.map((v) => v * (1 - caution * compression)) as [number, number];
      c.forEach((v, k) => {
        wide[k]! += v * w;
        near[k]! += v * n;
        square[k]! += v * v * w;
      });
      wideSum += w;
      nearSum += n;
      wideFull += kernels[0];
      evidence += kernels[1];
    }
  }

  const earned = stable * 2 ** (-t.narrow * ((d[0] * ratio[0]) ** 2 + (d[1] * ratio[1]) ** 2));
  lock = Math.max(lock * t.lockKeep, earned) * (1 - hidden) * (1 - reactive);
  const briefly =
    (t.longest + (t.moving - t.longest) * clamp(speed / 16, 0, 1)) * Math.min(2 / Math.max(...ratio), 1);
  const followed = calm * Math.max(1 - 2 * reactive, 0);
  const limit = (briefly + (t.resting - briefly) * followed) * 2 ** (6 * first[0]!);
  const held = clamp(past[3]!, 0, limit);
  const trust =
    (1 - change) *
    Math.max(1 - 3 * reactive, 0) *
    (1 - hidden) *
    clamp((held * (1 - hidden)) / t.confident, 0, 1);

  // Rectification: history is pulled towards the mean until it is inside the box.
  const centre = wide.slice(0, 3).map((v) => v / wideSum);
  const deviation = centre.map((m, k) => Math.sqrt(Math.max(square[k]! / wideSum - m * m, 0)));
  const apart = centre.map((m, k) => Math.abs(past[k]! - m));
  const exposing = 1 / anchoring;
  const pastPeak = clamp(Math.max(...fromYCoCg(past.slice(0, 3) as Rgb)), 0, largest);
  const stray =
    ((Math.max(...[1, 2].map((k) => apart[k]! - t.hueTight * deviation[k]!)) - apart[0]!) * exposing) /
    (1 + (exposing - 1) * pastPeak);
  const sameHue = 1 - smoothstep(t.hueLow, t.hueHigh, stray);
  const allowance = (said ? 0 : t.loose * Math.max(trust * trust, lock * (1 - change)) * sameHue) + 1e-4;
  const reach = deviation.map((v, k) => (v * t.tight + allowance) / Math.max(apart[k]!, 1e-6));
  const clipped = Math.min(1, ...reach);
  let share = said ? clipped + (1 - clipped) * clamp(trust + 2 * second[0]!, 0, 1) * sameHue : clipped;
  let covered = pastAlpha;
  if (premultiplied) {
    const mean = wide[3]! / wideSum;
    const alphaDeviation = Math.sqrt(Math.max(square[3]! / wideSum - mean * mean, 0));
    const room = Math.min(
      1,
      (alphaDeviation * 0.5 * t.tight + 1e-3) / Math.max(Math.abs(pastAlpha - mean), 1e-6),
    );
    share = Math.min(share, room + (1 - room) * trust * trust);
    covered = mean + (pastAlpha - mean) * share;
  }
  const kept = (1 - hidden) * (1 - t.changeAgeing * change) * (1 - 0.9 * reactive);
  const count = held * clamp(kept + 2 * second[1]!, 0, 1) * sameHue;

  const stand = Math.max(t.prior - count, 0);
  const total = count + stand + evidence;
  const believed = centre.map((m, k) => m + (past[k]! - m) * share);
  const compression = compressionOf(believed as Rgb, covered, hdr, premultiplied);
  const shares = [count * (1 - caution * compression), (stand * wideSum) / wideFull, nearSum] as const;
  const blend = (before: number, k: number): number =>
    (before * shares[0] + (wide[k]! / wideSum) * shares[1] + near[k]!) / (shares[0] + shares[1] + shares[2]);
  const result = believed.map(blend);
  return {
    history: [...result, Math.min(total, limit)],
    state: [said ? 0 : lock, blend(covered, 3)],
  };
}

function smoothstep(low: number, high: number, v: number): number {
  const t = clamp((v - low) / (high - low), 0, 1);
  return t * t * (3 - 2 * t);
}

function clamp(v: number, low: number, high: number): number {
  return Math.min(Math.max(v, low), high);
}
