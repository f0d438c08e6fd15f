import type { Rgb } from '@frameloom/gpu/frame/reference';
import { compressionOf } from '../../lib/coverage.reference.ts';
import { load, type AccumulateInputs, type Place, type Signals, type Sums } from './inputs.reference.ts';

/** The sums over the samples around a pixel. */
export function gather(
  inputs: AccumulateInputs,
  { texel, d, ratio }: Place,
  { first, second }: Signals,
  { calm, caution, settledness }: { calm: number; caution: number; settledness: number },
): Sums {
  const { tuning: t, exposure, hdr, premultiplied } = inputs;
  const sharpness =
    (t.narrow + (t.fine - t.narrow) * calm) *
    (t.opening + (1 - t.opening) * settledness) *
    2 ** (4 * first[1]!);
  const stretch = 1.8 * Math.hypot(first[2]!, first[3]!);
  const shape = [first[2]!, first[3]!].map((v) => v * 1.8 * Math.min(0.95 / Math.max(stretch, 1e-6), 1));
  const form = (dx: number, dy: number): number =>
    (1 + shape[0]!) * dx * dx + 2 * shape[1]! * dx * dy + (1 - shape[0]!) * dy * dy;
  const softness = t.soft * 2 ** (4 * second[2]!);
  const anchoring = exposure.history / exposure.current;
  const zeros = (): number[] => [0, 0, 0, 0];
  const sums = { wide: zeros(), near: zeros(), square: zeros() };
  let [wideSum, nearSum, wideFull, evidence] = [0, 0, 0, 0];
  for (let tap = 0; tap < 9; tap++) {
    const [i, j] = [(tap % 3) - 1, Math.floor(tap / 3) - 1];
    const sample = load(inputs, inputs.prepared, texel[0] + i, texel[1] + j);
    const compression = compressionOf(sample.slice(0, 3) as Rgb, sample[3]!, hdr, premultiplied);
    const scale = anchoring / (1 + (anchoring - 1) * compression);
    const [dx, dy] = [d[0] - i, d[1] - j];
    const wide = 2 ** (-softness * form(dx, dy));
    const narrow = 2 ** (-sharpness * form(dx * ratio[0], dy * ratio[1]));
    const [w, n] = [wide * (1 - caution * compression), narrow * (1 - caution * compression)];
    sample.forEach((value, k) => {
      const v = k < 3 ? value * scale : value;
      sums.wide[k]! += v * w;
      sums.near[k]! += v * n;
      sums.square[k]! += v * v * w;
    });
    wideSum += w;
    nearSum += n;
    wideFull += wide;
    evidence += narrow;
  }
  return { ...sums, wideSum, nearSum, wideFull, evidence };
}
