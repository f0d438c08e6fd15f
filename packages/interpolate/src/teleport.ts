import type { CameraFacts } from './camera.ts';

/**
 * Whether a camera turned so far between two frames that they have nothing in common: the direction in the middle of the
 * picture differs by more than 60°. A camera that jumps elsewhere without turning is found by the pictures, see `passes/cut`.
 */
export function turns(from: CameraFacts, to: CameraFacts): boolean {
  const [a, b] = [forward(from), forward(to)];
  const cosine = a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
  return cosine < 0.5;
}

/** From the near plane's middle to a point behind it, of length 1. */
function forward({ clipToWorld: m, nearness }: CameraFacts): number[] {
  const at = (z: number): number[] => {
    const w = m[11]! * z + m[15]!;
    return [0, 1, 2].map((i) => (m[8 + i]! * z + m[12 + i]!) / w);
  };
  // Nearness falls with distance, so depth rises or falls with it as its slope says.
  const [near, further] = nearness.slope < 0 ? [at(0), at(0.5)] : [at(1), at(0.5)];
  const direction = further!.map((v, i) => v - near![i]!);
  const length = Math.hypot(...direction) || 1;
  return direction.map((v) => v / length);
}
