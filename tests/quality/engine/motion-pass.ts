// Depth and motion of a scene as the three.js layer hands them over: right for skinned, morphed and transparent things, where
// three's own velocity is not.
import * as THREE from 'three/webgpu';
import { mrt, output } from 'three/tsl';
import { repairVelocity } from '@frameloom/three';
import { SceneMotionNode } from '../../../packages/three/src/scene-motion.ts';
import type { Size } from './platform.ts';
import type { Stage } from './stage.ts';

/** Renders a scene for its motion and depth. */
export type MotionPass = {
  readonly target: THREE.RenderTarget;
  /** `cut`: nothing moved here from anywhere. */
  render(scene: THREE.Scene, cut: boolean): void;
  dispose(): void;
};

/** Makes the pass; motion is the second texture of its target. */
export function createMotionPass(stage: Stage, size: Size, camera: THREE.Camera): MotionPass {
  const { renderer } = stage;
  // The pictures of other tasks are rendered with three's velocity as it is.
  const undoRepair = repairVelocity();
  const motion = new SceneMotionNode(camera);
  const outputs = mrt({ output, velocity: motion })
    .setBlendMode('velocity', new THREE.BlendMode(THREE.MaterialBlending))
    .setClearColor('velocity', 0x000000, 0);
  const target = new THREE.RenderTarget(size.width, size.height, {
    count: 2,
    type: THREE.HalfFloatType,
    samples: 0,
  });
  target.textures[0]!.name = 'output';
  target.textures[1]!.name = 'velocity';
  target.depthTexture = new THREE.DepthTexture(size.width, size.height);
  target.depthTexture.type = THREE.FloatType;
  return {
    target,
    render(scene, cut) {
      if (cut) motion.forget();
      motion.beginFrame(camera.projectionMatrix);
      renderer.setMRT(outputs);
      renderer.setRenderTarget(target);
      renderer.render(scene, camera);
      renderer.setRenderTarget(null);
      renderer.setMRT(null);
      motion.endFrame();
    },
    dispose() {
      undoRepair();
      target.depthTexture?.dispose();
      target.dispose();
    },
  };
}
