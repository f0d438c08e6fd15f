/**
 * A predicted picture beside the true one: the share of pixels that are right, and of those that differ from `from` in the
 * truth or the prediction (null where none does); dB.
 */
export type Compared = { right: number; changed: number | null; psnr: number };

/** A picture without an error would have no end. */
const mostDecibels = 60;

/** @param from The true picture a step earlier, or the one that own predictions began with. */
export function compare(
  palette: readonly (readonly number[])[],
  truth: Uint8Array,
  made: Uint8Array,
  from: Uint8Array,
): Compared {
  let [right, changed, rightChanged, error] = [0, 0, 0, 0];
  for (let i = 0; i < truth.length; i++) {
    const isRight = made[i] === truth[i];
    right += Number(isRight);
    if (truth[i] !== from[i] || made[i] !== from[i]) {
      changed++;
      rightChanged += Number(isRight);
    }
    if (isRight) continue;
    const [color, other] = [palette[truth[i]!]!, palette[made[i]!]!];
    for (let c = 0; c < 3; c++) error += (color[c]! - other[c]!) ** 2;
  }
  return {
    right: right / truth.length,
    changed: changed === 0 ? null : rightChanged / changed,
    psnr: Math.min(mostDecibels, 10 * Math.log10(255 ** 2 / Math.max(1e-9, error / (3 * truth.length)))),
  };
}
