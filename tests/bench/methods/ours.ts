import { borrowGpu } from '@frameloom/gpu';
import { frameloomOptions, type FrameloomId } from '@frameloom/scenes/methods';
import { createUpscaler, type UpscaleFrame } from '@frameloom/upscale';
import * as THREE from 'three/webgpu';
import type { BenchInput } from '../input.ts';
import type { BenchMethod } from './types.ts';

/** @frameloom/upscale with its defaults and the network of the method, in the layout that the three.js layer uses it in. */
export async function createOurs(
  input: BenchInput,
  id: Exclude<FrameloomId, 'spatial'>,
): Promise<BenchMethod> {
  const { model = 'none' } = frameloomOptions[id];
  const { renderer, target, camera, displaySize, renderSize } = input;
  const { device } = renderer.backend as unknown as { device: GPUDevice };
  const gpu = borrowGpu(device);
  const upscaler = await createUpscaler(gpu, { displaySize, maxRenderSize: renderSize, model });
  await upscaler.modelReady;
  if (model !== 'none' && upscaler.modelState !== 'ready')
    throw new Error(`bench: the network '${model}' failed to load.`);
  return {
    name: id,
    // With sharpening the output is the sharpening pass's to write; without `opaqueColor` nothing is compared to colour.
    idle: {
      'upscale/accumulate': ['output'],
      'upscale/accumulate-learned': ['output'],
      'upscale/classify': ['color'],
    },
    run() {
      const [color, velocity] = target.textures;
      const frame: UpscaleFrame = {
        color: input.gpuTexture(color!),
        depth: input.gpuTexture(target.depthTexture!),
        motionVectors: input.gpuTexture(velocity!),
        renderSize,
        jitterOffset: input.jitter,
        frameTimeDelta: 1000 / 60,
        cameraNear: camera.near,
        cameraFar: camera.far,
        cameraFovAngleVertical: THREE.MathUtils.degToRad(camera.fov),
      };
      const encoder = device.createCommandEncoder({ label: `frameloom ${id}` });
      upscaler.record(encoder, frame);
      device.queue.submit([encoder.finish()]);
    },
    dispose: () => upscaler.dispose(),
  };
}
