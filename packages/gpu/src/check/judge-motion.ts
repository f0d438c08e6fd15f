import type { CheckWarning } from './reports.ts';
import { slotFields } from './statistics.ts';

/** Mistakes of motion vectors. */
export type MotionCheckCode = 'motion-scale' | 'motion-sign' | 'motion-zero';

/** Samples of a window below which a coincidence could look like a mistake. */
export const fewestSamples = 128;

/** One frame's field of a window. */
export type ReadField = (frame: number, field: number) => number;

/** Reads the fields of a window of `frames` frames. */
export function readFields(
  slots: Int32Array,
  frames: number,
): { frame: ReadField; total: (field: number) => number } {
  const frame: ReadField = (f, field) => slots[f * slotFields + field] ?? 0;
  const total = (field: number): number => {
    let sum = 0;
    for (let f = 0; f < frames; f++) sum += frame(f, field);
    return sum;
  };
  return { frame, total };
}

/** Findings in the fields that the library `explain` writes, and in field 0, the number of samples. */
export function judgeMotion(
  where: string,
  slots: Int32Array,
  frames: number,
): CheckWarning<MotionCheckCode>[] {
  const { frame, total } = readFields(slots, frames);
  const found: CheckWarning<MotionCheckCode>[] = [];
  const samples = total(0);
  const moving = total(7);
  const given = total(8);
  const eventful = Array.from({ length: frames }, (_, f) => f).filter((f) => frame(f, 7) >= 8);
  // Each alternative must explain the picture clearly better than the motion vectors do, and not by one frame's accident.
  const better = (field: number): boolean =>
    moving > Math.max(fewestSamples, 0.05 * samples) &&
    eventful.length >= 6 &&
    given > 0.01 * 1024 * moving &&
    total(field) < 0.6 * given &&
    eventful.filter((f) => frame(f, field) < frame(f, 8)).length >= 0.75 * eventful.length;
  const alternatives = [
    [9, 'motion-sign', 'reversed in both axes', 'Negate motionVectorScale'],
    [12, 'motion-sign', 'reversed in x', 'Negate motionVectorScale.x'],
    [13, 'motion-sign', 'reversed in y', 'Negate motionVectorScale.y'],
    [10, 'motion-scale', 'halved', 'Halve motionVectorScale: NDC spans 2, uv spans 1'],
    [11, 'motion-scale', 'doubled', 'Double motionVectorScale'],
    [
      14,
      'motion-scale',
      'ignored',
      'They describe motion that the picture does not have; check their space and units',
    ],
  ] as const;
  const best = alternatives
    .filter(([field]) => better(field))
    .toSorted((a, b) => total(a[0]) - total(b[0]))[0];
  if (best) {
    const error = Math.round((100 * total(best[0])) / given);
    found.push({
      code: best[1],
      message: `${where}: motion vectors explain the picture better when ${best[2]} (error ${error} % of what they give as they are). ${best[3]}.`,
    });
  }
  const atRest = total(15);
  const still = total(16);
  const slides = [17, 18, 19, 20, 21, 22, 23, 24].map(total);
  if (
    moving === 0 &&
    atRest > Math.max(fewestSamples, 0.9 * samples) &&
    still > 0.01 * 1024 * atRest &&
    Math.min(...slides) < 0.6 * still
  ) {
    found.push({
      code: 'motion-zero',
      message: `${where}: every motion vector is zero while the picture slides. Render the velocity output, and hand in the texture of this frame.`,
    });
  }
  return found;
}
