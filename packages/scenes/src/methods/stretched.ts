import { fsr1 } from 'three/addons/tsl/display/FSR1Node.js';
import { renderOutput, rtt, uniform } from 'three/tsl';
import { plainMethod, type Method, type MethodInput } from './method.ts';
import { createScenePass, resolutionScale, targetSize } from './scene-pass.ts';

/** One sample per render pixel, stretched by the sampler in linear HDR: what three does with a resolution scale alone. */
export function createBilinear(input: MethodInput): Method {
  const scenePass = createScenePass(input, { ratio: input.ratio });
  return {
    ...plainMethod,
    output: scenePass.getTextureNode(),
    renderSize: () => targetSize(scenePass),
    setRatio: (next) => void scenePass.setResolutionScale(resolutionScale(next)),
    dispose: () => scenePass.dispose(),
  };
}

/**
 * three's FSR1Node on as many coverage samples per render pixel as `samples` says (0: one). three's example
 * webgpu_upscaling_fsr1 uses 4, at the cost and memory of a multisampled pass.
 */
export function createFsr1(input: MethodInput, samples = 0): Method {
  const { renderer, ratio, encode = true } = input;
  const scenePass = createScenePass(input, { ratio, samples });
  const encoded = encode
    ? rtt(renderOutput(scenePass, renderer.toneMapping, renderer.outputColorSpace), null, null, {
        resolutionScale: resolutionScale(ratio),
        depthBuffer: false,
      })
    : undefined;
  const softness = uniform(softnessOf(input.sharpness ?? 0.9));
  const upscaled = fsr1(encoded ?? scenePass, softness);
  return {
    ...plainMethod,
    output: upscaled,
    encoded: encode,
    renderSize: () => targetSize(scenePass),
    setRatio: (next) => {
      scenePass.setResolutionScale(resolutionScale(next));
      encoded?.setResolutionScale(resolutionScale(next));
    },
    setSharpness: (next) => {
      softness.value = softnessOf(next);
    },
    dispose: () => {
      upscaled.dispose();
      encoded?.dispose();
      scenePass.dispose();
    },
  };
}

/** The node counts in stops, the other way round; AMD maps 0 to 1 the same way, so equal settings are equally crisp. */
function softnessOf(sharpness: number): number {
  return 2 - 2 * sharpness;
}
