import { palette } from '@frameloom/scenes/circuit';
import { readDashboard } from './read-dashboard.ts';

/** A predicted picture beside the true one: shares of pixels, dB, m/s, and the wheel from −1 to 1. */
export type Compared = { right: number; changed: number; psnr: number; speed: number; wheel: number };

/** @param last The true picture a step earlier: `changed` is the share that is right of the pixels that differ from it. */
export function compare(truth: Uint8Array, last: Uint8Array, made: Uint8Array): Compared {
  let [right, changed, rightChanged, error] = [0, 0, 0, 0];
  truth.forEach((number, i) => {
    const isRight = made[i] === number;
    right += Number(isRight);
    if (number !== last[i]) {
      changed++;
      rightChanged += Number(isRight);
    }
    if (isRight) return;
    const [color, other] = [palette[number]!, palette[made[i]!]!];
    for (let c = 0; c < 3; c++) error += (color[c]! - other[c]!) ** 2;
  });
  const [real, found] = [readDashboard(truth), readDashboard(made)];
  return {
    right: right / truth.length,
    changed: changed === 0 ? 1 : rightChanged / changed,
    // A picture without an error would have no end.
    psnr: Math.min(60, 10 * Math.log10(255 ** 2 / Math.max(1e-9, error / (3 * truth.length)))),
    speed: Math.abs(real.speed - found.speed),
    wheel: Math.abs(real.wheel - found.wheel),
  };
}

/** The mean of each figure. */
export function meansOf(list: readonly Compared[]): Compared {
  const mean = (name: keyof Compared): number => list.reduce((sum, one) => sum + one[name], 0) / list.length;
  return {
    right: mean('right'),
    changed: mean('changed'),
    psnr: mean('psnr'),
    speed: mean('speed'),
    wheel: mean('wheel'),
  };
}
