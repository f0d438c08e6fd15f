import { traa } from 'three/addons/tsl/display/TRAANode.js';
import { plainMethod, type Method, type MethodInput } from './method.ts';
import { createScenePass, targetSize } from './scene-pass.ts';

/** One sample per display pixel, no anti-aliasing. */
export function createNative(input: MethodInput): Method {
  const scenePass = createScenePass(input);
  return {
    ...plainMethod,
    output: scenePass.getTextureNode(),
    renderSize: () => targetSize(scenePass),
    dispose: () => scenePass.dispose(),
  };
}

/** One sample per display pixel, then three's temporal anti-aliasing with its defaults. */
export function createNativeTraa(input: MethodInput): Method {
  const scenePass = createScenePass(input, { temporal: true });
  const resolved = traa(
    scenePass.getTextureNode('output'),
    scenePass.getTextureNode('depth'),
    scenePass.getTextureNode('velocity'),
    input.camera,
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
