import { mix, smoothstep, TAU } from '../kit/math.ts';
import type { Pose, Shot } from '../kit/stage.ts';

/** Up and down the street, with a rise to the lanterns on the way; one minute a round. */
export function flight(seconds: number): Pose {
  const t = (seconds / 60) * TAU;
  const along = 0.5 - 0.5 * Math.cos(t);
  const rise = smoothstep(0.35, 0.85, Math.sin(t) * 0.5 + 0.5);
  return {
    // above the heads of those who walk, so that nobody walks into the lens
    position: [0.8 * Math.sin(t * 2 + 0.6), 1.98 + 0.8 * rise * along, mix(5.4, -17, along)],
    target: [0.9 * Math.sin(t * 2 + 2.2), 2.2 + 0.3 * rise, mix(-6, -29, along)],
    fov: 52,
  };
}

const walk = (f: number): Pose => ({
  position: [-0.7 + f * 0.022, 1.6, -7.2 - f * 0.075],
  target: [0.5 - f * 0.015, 2.05, -18],
});

/** Strafe past the stalls at 60 frames a second; turn with someone crossing; cut; walk on; stop. */
export const shots: readonly Shot[] = [
  {
    frames: 20,
    pose: (f) => ({ position: [-1.3 + f * 0.105, 1.55, 4], target: [-1.1 + f * 0.105, 2, -5] }),
  },
  {
    frames: 10,
    pose: (f) => ({
      position: [0.8, 1.55, 4 - f * 0.03],
      target: [1 - Math.sin(f * 0.018) * 9.4, 2, 4 - Math.cos(f * 0.018) * 9.4],
    }),
  },
  { frames: 18, cut: true, pose: walk },
  { frames: 16, pose: () => walk(17) },
];
