import { sharpen } from 'three/addons/tsl/display/SharpenNode.js';
import { taau } from 'three/addons/tsl/display/TAAUNode.js';
import type * as THREE from 'three/webgpu';
import { plainMethod, type Method, type MethodInput } from './method.ts';
import { createScenePass, resolutionScale, targetSize } from './scene-pass.ts';

/** three's temporal upscaler with its defaults, as in three's example webgpu_upscaling_taau. */
export function createTaau(input: MethodInput): Method {
  const scenePass = createScenePass(input, { ratio: input.ratio, temporal: true });
  const resolved = taau(
    scenePass.getTextureNode('output'),
    scenePass.getTextureNode('depth'),
    scenePass.getTextureNode('velocity'),
    input.camera,
  );
  return {
    ...plainMethod,
    output: resolved,
    renderSize: () => targetSize(scenePass),
    setRatio: (next) => void scenePass.setResolutionScale(resolutionScale(next)),
    dispose: () => {
      resolved.dispose();
      scenePass.dispose();
    },
  };
}

/** TAAUNode followed by SharpenNode at 0.2, the setting that three's example starts with. */
export function createTaauSharp(input: MethodInput): Method {
  const plain = createTaau(input);
  const sharpened = sharpen(plain.output as THREE.Node<'vec4'>, 0.2);
  return {
    ...plain,
    output: sharpened,
    dispose: () => {
      sharpened.dispose();
      plain.dispose();
    },
  };
}
