// The scene pass that three's own temporal nodes are fed with.
import { mrt, output, pass, velocity } from 'three/tsl';
import type { MethodContext } from './types.ts';

/** A single-sampled pass with colour, velocity and depth at `scale` times the display size, as three's examples set it up. */
export function temporalPass({ play }: MethodContext, scale: number): ReturnType<typeof pass> {
  const scenePass = pass(play.built.scene, play.built.camera, { samples: 0 });
  scenePass.setMRT(mrt({ output, velocity }));
  scenePass.setResolutionScale(scale);
  return scenePass;
}
