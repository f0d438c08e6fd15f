import {
  fewestSamples,
  judgeMotion,
  readFields,
  type CheckWarning as Warning,
  type MotionCheckCode,
} from '@frameloom/gpu/check';

/** Integration mistakes that the checker knows. */
export type InterpolatorCheckCode =
  | 'camera-mismatch'
  | 'color-encoding'
  | 'color-repeated'
  | 'depth-mismatch'
  | MotionCheckCode;

/** An integration mistake that the checker found. */
export type InterpolatorCheckWarning = Warning<InterpolatorCheckCode>;

/** What the CPU knew about one frame of the window. */
export type CheckedFrame = { begins: boolean; orthographic: boolean };

/** Judges one window of GPU statistics, `slots` as check.wgsl wrote them. */
export function judgeWindow(
  slots: Int32Array,
  facts: readonly CheckedFrame[],
  hdr: boolean,
): InterpolatorCheckWarning[] {
  const { total } = readFields(slots, facts.length);
  const samples = total(0);
  if (samples < fewestSamples || facts.some(({ begins }, f) => begins && f > 0)) return [];
  const found: InterpolatorCheckWarning[] = [];
  const share = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;
  const [moving, given, still] = [total(7), total(8), total(14)];
  // The same picture again has no error without motion, and some along it where it has detail.
  if (moving > Math.max(fewestSamples, 0.2 * samples) && still <= moving && given > 8 * moving) {
    return [
      {
        code: 'color-repeated',
        message: `interpolate: color is the same picture for ${facts.length} frames, while motion vectors move ${share(moving, samples)} of it. Hand in the colour of this frame, or call addFrame() for new frames only.`,
      },
    ];
  }
  const motion = judgeMotion('interpolate', slots, facts.length);
  found.push(...motion);
  // Orthographic depth is even, so everything may well lie near the near plane.
  const isNear = !facts.some(({ orthographic }) => orthographic) && total(3) > 0.6 * samples;
  if (isNear) {
    found.push({
      code: 'depth-mismatch',
      message: `interpolate: ${share(total(3), samples)} of the picture lies at the near plane of camera.projection. Give the projection that depth was rendered with, reversed where depth is.`,
    });
  }
  // Motion vectors that explain the picture are right, so the camera is not, or depth.
  const [swept, missed] = [total(1), total(2)];
  if (
    !isNear &&
    motion.length === 0 &&
    swept > Math.max(fewestSamples, 0.5 * samples) &&
    missed > 0.95 * swept &&
    given < 0.6 * still
  ) {
    found.push({
      code: 'camera-mismatch',
      message: `interpolate: camera says another motion than motionVectors for ${share(missed, swept)} of the picture. Give this frame's view matrix, world to view (three: camera.matrixWorldInverse), and its projection without jitter.`,
    });
  }
  if (!hdr && total(4) > 0.02 * samples) {
    found.push({
      code: 'color-encoding',
      message: `interpolate: ${share(total(4), samples)} of color lies above 1. Give the finished, display-referred picture, or make the interpolator with hdr: true.`,
    });
  }
  return found;
}
