// The scene pass that three's own temporal nodes are fed with.
import { mrt, output, pass, velocity } from 'three/tsl';
import type { RunSpec } from '../engine/play.ts';
import type { MethodContext } from './types.ts';

/** Part of the display size that is rendered along an axis. three rounds sizes down; the nudge keeps 960 / 1.5 at 640. */
export function resolutionScale({ ratio }: Pick<RunSpec, 'ratio'>): number {
  return 1 / ratio + 1e-6;
}

/** A single-sampled pass with colour, velocity and depth at `scale` times the display size, as three's examples set it up. */
export function temporalPass({ play }: MethodContext, scale: number): ReturnType<typeof pass> {
  const scenePass = pass(play.built.scene, play.built.camera, { samples: 0 });
  scenePass.setMRT(mrt({ output, velocity }));
  scenePass.setResolutionScale(scale);
  return scenePass;
}
