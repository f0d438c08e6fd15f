import { traa } from 'three/addons/tsl/display/TRAANode.js';
import { mrt, output, pass, velocity } from 'three/tsl';
import { plainMethod, type Method, type MethodInput } from './method.ts';
import { targetSize } from './scene-pass.ts';

/** Every pixel rendered once, as it comes. */
export function createNative({ scene, camera }: MethodInput): Method {
  const scenePass = pass(scene, camera, { samples: 0 });
  return {
    ...plainMethod,
    output: scenePass,
    renderSize: () => targetSize(scenePass),
    dispose: () => scenePass.dispose(),
  };
}

/** Every pixel rendered, then three.js' own temporal anti-aliasing. */
export function createNativeTraa({ scene, camera }: MethodInput): Method {
  const scenePass = pass(scene, camera, { samples: 0 });
  scenePass.setMRT(mrt({ output, velocity }));
  const resolved = traa(
    scenePass.getTextureNode('output'),
    scenePass.getTextureNode('depth'),
    scenePass.getTextureNode('velocity'),
    camera,
  );
  return {
    ...plainMethod,
    output: resolved,
    renderSize: () => targetSize(scenePass),
    dispose: () => {
      resolved.dispose();
      scenePass.dispose();
    },
  };
}
