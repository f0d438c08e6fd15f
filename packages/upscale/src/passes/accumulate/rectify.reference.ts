import { clamp, fromYCoCg, largest, smoothstep, type Rgb } from '@frameloom/gpu/frame/reference';
import type { AccumulateInputs, Past, Sums } from './inputs.reference.ts';

/** History, pulled towards the mean of the samples until it is inside their box; `more` is the trust that the network adds. */
export function rectify(
  { tuning: t, exposure, premultiplied, said }: AccumulateInputs,
  { color: past, alpha: pastAlpha }: Past,
  { wide, square, wideSum }: Sums,
  { lock, trust, more }: { lock: number; trust: number; more: number },
): { believed: number[]; covered: number; sameHue: number } {
  const centre = wide.slice(0, 3).map((v) => v / wideSum);
  const deviation = centre.map((m, k) => Math.sqrt(Math.max(square[k]! / wideSum - m * m, 0)));
  const apart = centre.map((m, k) => Math.abs(past[k]! - m));
  const exposing = exposure.current / exposure.history;
  const pastPeak = clamp(Math.max(...fromYCoCg(past.slice(0, 3) as Rgb)), 0, largest);
  const stray =
    ((Math.max(...[1, 2].map((k) => apart[k]! - t.hueTight * deviation[k]!)) - apart[0]!) * exposing) /
    (1 + (exposing - 1) * pastPeak);
  const sameHue = 1 - smoothstep(t.hueLow, t.hueHigh, stray);
  const allowance = (said ? 0 : t.loose * Math.max(trust * trust, lock) * sameHue) + 1e-4;
  const reach = deviation.map((v, k) => (v * t.tight + allowance) / Math.max(apart[k]!, 1e-6));
  const clipped = Math.min(1, ...reach);
  const far = said ? contrastOf(past[0]!, centre[0]!) * Math.min(3 * trust * trust, 1) : 0;
  const escape = Math.max(clamp(trust + more, 0, 1), far, lock) * sameHue;
  let share = said ? clipped + (1 - clipped) * escape : clipped;
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
  return { believed: centre.map((m, k) => m + (past[k]! - m) * share), covered, sameHue };
}

/** How likely this frame's samples missed the thin thing that moves here, by the lumas of history and of theirs. */
export function missingFrom({ said }: AccumulateInputs, before: number, now: number): number {
  return said ? contrastOf(before, now) : 1;
}

function contrastOf(before: number, now: number): number {
  return smoothstep(0.75, 0.95, 1 - Math.min(before, now) / Math.max(before, now, 1e-4));
}
