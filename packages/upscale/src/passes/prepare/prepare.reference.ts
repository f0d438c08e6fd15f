import {
  clamp,
  dilateReference,
  neighbours,
  readBilinear,
  reexposed,
  smoothstep,
  toYCoCg,
  type Rgb,
} from '@frameloom/gpu/frame/reference';
import { compressCovered } from '../../lib/coverage.reference.ts';
import { readTrace, traceCells, writeTrace } from './trace.reference.ts';

/** Inputs of prepare.wgsl as numbers. */
export type PrepareInputs = {
  renderSize: { width: number; height: number };
  displaySize: { width: number; height: number };
  /** Four per render pixel. */
  color: ArrayLike<number>;
  /** One per render pixel. */
  depth: ArrayLike<number>;
  /** Two per render pixel. */
  motionVectors: ArrayLike<number>;
  /** Four per display pixel: Y, Co, Cg, count. */
  history: ArrayLike<number>;
  motionScale: { x: number; y: number };
  jitter: { x: number; y: number };
  nearness: { offset: number; slope: number };
  exposure: number;
  /** Exposure that history was written under. */
  historyExposure: number;
  preExposure: number;
  hdr: boolean;
  /** Colour is premultiplied by alpha. */
  premultiplied: boolean;
  /** One per 4×4 render pixels, of a frame of this size. */
  previousTraces: ArrayLike<number>;
  reset: boolean;
};

/** What prepare.wgsl writes, per render pixel. */
export type PrepareResult = {
  /** Y, Co, Cg, alpha. */
  prepared: Float64Array;
  /** uvPrevious − uv: x, y. */
  motion: Float64Array;
  nearness: Float64Array;
  /** 1 where the surface of that nearness moves as the pixel does. */
  along: Float64Array;
  /** Luma less history's. */
  difference: Float64Array;
  /** Nearness, scattered to where it was in the last frame. */
  previousNearness: Float64Array;
  /** 1 where a thin thing moves, which samples hit and miss. */
  thin: Float64Array;
  /** One record per 4×4 render pixels. */
  traces: Uint32Array;
};

/** The maths of prepare.wgsl. */
export function prepareReference(inputs: PrepareInputs): PrepareResult {
  const { color, motionVectors, renderSize } = inputs;
  const { width, height } = renderSize;
  const pixels = width * height;
  const result: PrepareResult = {
    prepared: new Float64Array(pixels * 4),
    motion: new Float64Array(pixels * 2),
    nearness: new Float64Array(pixels),
    along: new Float64Array(pixels),
    difference: new Float64Array(pixels),
    previousNearness: new Float64Array(pixels),
    thin: new Float64Array(pixels),
    traces: new Uint32Array(traceCells(renderSize).width * traceCells(renderSize).height),
  };
  for (let i = 0; i < pixels; i++) {
    const x = i % width;
    const y = Math.floor(i / width);
    const around = neighbours(x, y, width, height);

    let rgb = rgbAt(color, i);
    if (!isValid(rgb)) rgb = meanOf(around.map((tap) => rgbAt(color, tap)).filter(isValid));
    const exposed = rgb.map((v) => (Math.max(v, 0) * inputs.exposure) / inputs.preExposure) as Rgb;
    const given = color[i * 4 + 3]!;
    const alpha = Number.isFinite(given) ? clamp(given, 0, 1) : 1;
    const working = toYCoCg(compressCovered(exposed, alpha, inputs.hdr, inputs.premultiplied));
    result.prepared.set([...working, alpha], i * 4);

    const { at, toX, toY, nearness, thin } = surfaceAt(inputs, { x, y, luma: working[0] }, result.traces);
    result.nearness[i] = nearness;
    result.thin[i] = thin ? 1 : 0;
    result.motion.set([toX, toY], i * 2);
    const ownX = motionVectors[i * 2]! * inputs.motionScale.x;
    const ownY = motionVectors[i * 2 + 1]! * inputs.motionScale.y;
    const apart = Math.hypot(
      (ownX - toX) * inputs.displaySize.width,
      (ownY - toY) * inputs.displaySize.height,
    );
    result.along[i] = at === i || apart < 0.1 ? 1 : 0;
    const u = (x + 0.5) / width;
    const v = (y + 0.5) / height;
    const wasX = Math.floor((u + toX) * width);
    const wasY = Math.floor((v + toY) * height);
    if (wasX >= 0 && wasX < width && wasY >= 0 && wasY < height) {
      const was = wasY * width + wasX;
      result.previousNearness[was] = Math.max(result.previousNearness[was]!, nearness);
    }

    const pu = u + inputs.jitter.x / width + toX;
    const pv = v + inputs.jitter.y / height + toY;
    if (!inputs.reset && pu >= 0 && pu <= 1 && pv >= 0 && pv <= 1) {
      const { color: was, count } = fetchHistory(inputs, pu, pv);
      const luma = reexposed(was, inputs.exposure / inputs.historyExposure, inputs.hdr)[0];
      if (count > 0) result.difference[i] = working[0] - luma;
    }
  }
  return result;
}

type Surface = { at: number; toX: number; toY: number; nearness: number; thin: boolean };

/** The nearest surface of the neighbourhood and its motion, or that of a thin thing which this frame missed, before what is at rest. */
function surfaceAt(
  inputs: PrepareInputs,
  { x, y, luma }: { x: number; y: number; luma: number },
  traces: Uint32Array,
): Surface {
  const { depth, jitter, previousTraces, renderSize: size, reset } = inputs;
  const nearnessAt = (texel: number): number =>
    inputs.nearness.offset + inputs.nearness.slope * depth[texel]!;
  const { at, nearness } = dilateReference(nearnessAt, x, y, size);
  const [toX, toY] = motionAt(inputs, at).map((v) => finiteOr(v, 0)) as [number, number];
  const moves = !isAtRest(inputs, [toX, toY]);
  const isHit = moves && at === y * size.width + x && isThinThing(inputs, nearnessAt, x, y);
  const seen: Surface = { at, toX, toY, nearness, thin: isHit };
  const moved = [toX * size.width, toY * size.height] as const;
  if (isHit) {
    const place = [x + 0.5 + jitter.x, y + 0.5 + jitter.y] as const;
    writeTrace(traces, size, { left: 7, nearness, moved, place });
  }
  const trace = reset ? undefined : readTrace(previousTraces, size, x, y);
  if (!trace || nearness >= 4 * trace.nearness) return seen;
  if (moves && Math.hypot(trace.moved[0] - moved[0], trace.moved[1] - moved[1]) >= 0.25) return seen;
  const isHere = x === Math.floor(trace.place[0]) && y === Math.floor(trace.place[1]);
  if (isHere && trace.left > 1) writeTrace(traces, size, { ...trace, left: trace.left - 1 });
  if (moves) return { ...seen, thin: true };
  const here = [x + 0.5, y + 0.5] as const;
  const past = Math.max(
    pastLuma(inputs, here),
    pastLuma(inputs, [here[0] + trace.moved[0], here[1] + trace.moved[1]]),
  );
  if (past <= outshines * luma) return seen;
  return {
    at,
    toX: trace.moved[0] / size.width,
    toY: trace.moved[1] / size.height,
    nearness: Math.max(nearness, trace.nearness),
    thin: true,
  };
}

function motionAt({ motionScale, motionVectors }: PrepareInputs, texel: number): [number, number] {
  return [motionVectors[texel * 2]! * motionScale.x, motionVectors[texel * 2 + 1]! * motionScale.y];
}

function isAtRest({ displaySize }: PrepareInputs, [x, y]: readonly [number, number]): boolean {
  return smoothstep(0.02, 0.2, Math.hypot(x * displaySize.width, y * displaySize.height)) < 0.5;
}

const outshines = 4; // times the luma of what is behind

/** Whether a pixel is nearer than what lies on both sides of it, which is darker, and at rest or black. */
function isThinThing(
  inputs: PrepareInputs,
  nearnessAt: (texel: number) => number,
  x: number,
  y: number,
): boolean {
  const { width, height } = inputs.renderSize;
  const around = neighbours(x, y, width, height);
  const own = nearnessAt(around[4]!) * 0.97;
  const isBlack = (tap: number): boolean => Math.max(...rgbAt(inputs.color, around[tap]!)) <= 0;
  const lumaAt = (tap: number): number => {
    const [r, g, b] = rgbAt(inputs.color, around[tap]!);
    return (r + 2 * g + b) / 4;
  };
  const dark = lumaAt(4) / outshines;
  const isBehind = (tap: number): boolean =>
    nearnessAt(around[tap]!) < own &&
    lumaAt(tap) < dark &&
    (isAtRest(inputs, motionAt(inputs, around[tap]!)) || isBlack(tap));
  return (isBehind(3) && isBehind(5)) || (isBehind(1) && isBehind(7));
}

/** Luma of history at a position in render pixels, as exposed now. */
function pastLuma(inputs: PrepareInputs, [x, y]: readonly [number, number]): number {
  const { jitter, renderSize } = inputs;
  const { color } = fetchHistory(
    inputs,
    (x + jitter.x) / renderSize.width,
    (y + jitter.y) / renderSize.height,
  );
  return reexposed(color, inputs.exposure / inputs.historyExposure, inputs.hdr)[0];
}

/** Colour and count of history at a position. */
function fetchHistory(
  { history, displaySize }: PrepareInputs,
  u: number,
  v: number,
): { color: Rgb; count: number } {
  const { width, height } = displaySize;
  const [y, co, cg, count] = readBilinear(
    { width, height, channels: 4, data: history },
    u * width,
    v * height,
  );
  return { color: [y!, co!, cg!], count: count! };
}

function rgbAt(color: ArrayLike<number>, pixel: number): Rgb {
  return [color[pixel * 4]!, color[pixel * 4 + 1]!, color[pixel * 4 + 2]!];
}

// rgba16float's last values are what an overflow leaves behind.
function isValid(rgb: Rgb): boolean {
  return rgb.every((v) => Number.isFinite(v) && Math.abs(v) < 65000);
}

function meanOf(colors: readonly Rgb[]): Rgb {
  const count = Math.max(colors.length, 1);
  return [0, 1, 2].map((c) => colors.reduce((sum, rgb) => sum + rgb[c]!, 0) / count) as Rgb;
}

function finiteOr(v: number, otherwise: number): number {
  return Number.isFinite(v) ? v : otherwise;
}
