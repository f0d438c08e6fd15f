import { taau } from 'three/addons/tsl/display/TAAUNode.js';
import { mrt, output, pass, velocity } from 'three/tsl';
import { plainMethod, type Method, type MethodInput } from './method.ts';
import { targetSize } from './scene-pass.ts';

/** Fewer pixels through three.js' own temporal upscaler. */
export function createTaau({ scene, camera, ratio }: MethodInput): Method {
  const scenePass = pass(scene, camera, { samples: 0 });
  scenePass.setMRT(mrt({ output, velocity }));
  scenePass.setResolutionScale(1 / ratio);
  const resolved = taau(
    scenePass.getTextureNode('output'),
    scenePass.getTextureNode('depth'),
    scenePass.getTextureNode('velocity'),
    camera,
  );
  return {
    ...plainMethod,
    output: resolved,
    renderSize: () => targetSize(scenePass),
    setRatio: (next) => void scenePass.setResolutionScale(1 / next),
    dispose: () => {
      resolved.dispose();
      scenePass.dispose();
    },
  };
}
