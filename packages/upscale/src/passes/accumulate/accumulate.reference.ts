import {
  clamp,
  readBilinear,
  readCubic,
  reexposed,
  smoothstep,
  type Grid,
  type Rgb,
} from '@frameloom/gpu/frame/reference';
import { compressionOf } from '../../lib/coverage.reference.ts';
import { gather } from './gather.reference.ts';
import { load, type AccumulateInputs, type Past, type Place, type Signals } from './inputs.reference.ts';
import { missingFrom, rectify } from './rectify.reference.ts';

/** The maths of accumulate.wgsl for one display pixel: (Y, Co, Cg, count) and (lock, alpha). */
export function accumulateReference(
  inputs: AccumulateInputs,
  x: number,
  y: number,
): { history: number[]; state: number[] } {
  const { tuning: t, exposure, hdr, premultiplied, said } = inputs;
  const place = locate(inputs, x, y);
  const signals = readSignals(inputs, place);
  const { hidden, reactive, first, second } = signals;
  const past = readPast(inputs, place);
  const count = past.color[3]!;
  const settledness = clamp(count / t.settled, 0, 1) * (1 - hidden);
  const calm = place.still * (1 - signals.change);
  const rest = said
    ? calm * calm * (1 - hidden) * Math.max(1 - 3 * reactive, 0) * smoothstep(1, 4, count)
    : 0;
  const settle = (value: number, least: number): number => value + (Math.max(value, least) - value) * rest;
  const caution = place.isThin ? 0 : (1 - calm) * (1 - 1 / Math.min(exposure.current, t.cautious));
  const sums = gather(inputs, place, signals, { calm, caution, settledness });

  const { ratio, d, speed } = place;
  const missing = place.isThin ? missingFrom(inputs, past.color[0]!, sums.wide[0]! / sums.wideSum) : 0;
  const change = signals.change * (1 - missing);
  const earned = signals.stable * 2 ** (-t.narrow * ((d[0] * ratio[0]) ** 2 + (d[1] * ratio[1]) ** 2));
  const lock = Math.max(past.lock * t.lockKeep, earned) * (1 - hidden) * (1 - reactive);
  const briefly =
    (t.longest + (t.moving - t.longest) * clamp(speed / 16, 0, 1)) * Math.min(2 / Math.max(...ratio), 1);
  const followed = calm * calm * Math.max(1 - 2 * reactive, 0);
  const limit =
    (briefly + (t.resting - briefly) * followed) *
    (settle(2 ** (3 * first[0]!), 1) * (1 - missing) + missing);
  const held = clamp(count, 0, limit);
  const trust =
    (1 - change) *
    Math.max(1 - 3 * reactive, 0) *
    (1 - hidden) *
    clamp((held * (1 - hidden)) / t.confident, 0, 1);
  const locked = said ? missing : Math.max(lock * (1 - change), missing);
  const { believed, covered, sameHue } = rectify(inputs, past, sums, {
    lock: locked,
    trust,
    more: settle(2 * second[0]!, 1),
  });

  const kept = (1 - hidden) * (1 - t.changeAgeing * change) * (1 - 0.9 * reactive);
  const counted = held * clamp(kept + settle(2 * second[1]!, 0) * (1 - missing), 0, 1) * sameHue;
  const stand = Math.max(t.prior - counted, 0);
  const compression = compressionOf(believed as Rgb, covered, hdr, premultiplied);
  const { wide, near, wideSum, nearSum, wideFull, evidence } = sums;
  const shares = [counted * (1 - caution * compression), (stand * wideSum) / wideFull, nearSum] as const;
  const blend = (before: number, k: number): number =>
    (before * shares[0] + (wide[k]! / wideSum) * shares[1] + near[k]!) / (shares[0] + shares[1] + shares[2]);
  return {
    history: [...believed.map(blend), Math.min(counted + stand + evidence, limit)],
    state: [said ? 0 : (2 * Math.floor(lock * 127) + (place.isThin ? 1 : 0)) / 255, blend(covered, 3)],
  };
}

function locate(inputs: AccumulateInputs, x: number, y: number): Place {
  const { renderSize, displaySize, jitter, motion } = inputs;
  const uv = [(x + 0.5) / displaySize.width, (y + 0.5) / displaySize.height] as const;
  const ratio = [displaySize.width / renderSize.width, displaySize.height / renderSize.height] as const;
  const position = [uv[0] * renderSize.width - jitter.x, uv[1] * renderSize.height - jitter.y] as const;
  const texel = [Math.floor(position[0]), Math.floor(position[1])] as const;
  const d = [position[0] - texel[0] - 0.5, position[1] - texel[1] - 0.5] as const;
  const [toX, toY, thin] = load(inputs, motion, texel[0], texel[1]) as [number, number, number];
  const speed = Math.hypot(toX * displaySize.width, toY * displaySize.height);
  const still = 1 - smoothstep(0.02, 0.2, speed);
  return { uv, was: [uv[0] + toX, uv[1] + toY], ratio, position, texel, d, speed, still, isThin: thin === 1 };
}

function readSignals(inputs: AccumulateInputs, { position }: Place): Signals {
  const { renderSize, said, mask, tuning } = inputs;
  const within = (grid: Grid): [number, number, number, number] =>
    readBilinear(
      grid,
      clamp(position[0], 0.5, renderSize.width - 0.5),
      clamp(position[1], 0.5, renderSize.height - 0.5),
    ) as [number, number, number, number];
  const [seenHidden, reactive, change, stable] = within(mask);
  return {
    hidden: Math.min(seenHidden * tuning.spill, 1),
    reactive,
    change,
    stable,
    first: said ? within(said.first).map((v) => v - 0.5) : [0, 0, 0, 0],
    second: said ? within(said.second).map((v) => v - 0.5) : [0, 0, 0, 0],
  };
}

function readPast(inputs: AccumulateInputs, { was, position, still }: Place): Past {
  const { displaySize, shading, exposure, hdr, premultiplied } = inputs;
  if (inputs.reset || was.some((v) => v < 0 || v > 1)) return { color: [0, 0, 0, 0], lock: 0, alpha: 1 };
  const [px, py] = [was[0] * displaySize.width, was[1] * displaySize.height];
  const state = readBilinear(inputs.state, px, py);
  const [, light, lasting] = readBilinear(
    shading,
    clamp(position[0] / 4, 0.5, shading.width - 0.5),
    clamp(position[1] / 4, 0.5, shading.height - 0.5),
  ) as [number, number, number, number];
  const factor = light + (lasting - light) * still;
  const [luma, co, cg, count] = readCubic(inputs.history, px, py) as [number, number, number, number];
  const exposed = reexposed([luma, co, cg], exposure.history / exposure.lastHistory, hdr);
  return {
    color: [...exposed.map((v) => v * factor), count],
    lock: state[0]!,
    alpha: premultiplied ? clamp(readCubic(inputs.state, px, py)[1]!, 0, 1) : state[1]!,
  };
}
