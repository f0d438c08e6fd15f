import { fsr1 } from 'three/addons/tsl/display/FSR1Node.js';
import { pass, renderOutput, rtt, uniform } from 'three/tsl';
import { plainMethod, type Method, type MethodInput } from './method.ts';
import { targetSize } from './scene-pass.ts';

/** Fewer pixels, stretched by the texture unit. */
export function createBilinear({ scene, camera, ratio }: MethodInput): Method {
  const scenePass = pass(scene, camera, { samples: 0 });
  scenePass.setResolutionScale(1 / ratio);
  return {
    ...plainMethod,
    output: scenePass,
    renderSize: () => targetSize(scenePass),
    setRatio: (next) => void scenePass.setResolutionScale(1 / next),
    dispose: () => scenePass.dispose(),
  };
}

/** Fewer pixels through three.js' FSR1Node, fed with display-encoded colour as its authors ask. */
export function createFsr1({ renderer, scene, camera, ratio, sharpness }: MethodInput): Method {
  const scenePass = pass(scene, camera, { samples: 0 });
  scenePass.setResolutionScale(1 / ratio);
  const encoded = rtt(renderOutput(scenePass, renderer.toneMapping, renderer.outputColorSpace), null, null, {
    resolutionScale: 1 / ratio,
    depthBuffer: false,
  });
  // The node counts in stops, the other way round; AMD maps 0 to 1 the same way, so equal settings are equally crisp.
  const softness = uniform(2 - 2 * sharpness);
  const upscaled = fsr1(encoded, softness);
  return {
    ...plainMethod,
    output: upscaled,
    encoded: true,
    renderSize: () => targetSize(scenePass),
    setRatio: (next) => {
      scenePass.setResolutionScale(1 / next);
      encoded.setResolutionScale(1 / next);
    },
    setSharpness: (next) => {
      softness.value = 2 - 2 * next;
    },
    dispose: () => {
      upscaled.dispose();
      encoded.dispose();
      scenePass.dispose();
    },
  };
}
