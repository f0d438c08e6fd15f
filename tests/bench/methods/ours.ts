import { borrowGpu } from '@frameloom/gpu';
import { createUpscaler, type UpscaleFrame } from '@frameloom/upscale';
import * as THREE from 'three/webgpu';
import type { CreateMethod } from './types.ts';

/** @frameloom/upscale with its defaults, in the layout that the three.js layer uses it in. */
export const createOurs: CreateMethod = async (input) => {
  const { renderer, target, camera, displaySize, renderSize } = input;
  const { device } = renderer.backend as unknown as { device: GPUDevice };
  const upscaler = await createUpscaler(borrowGpu(device), { displaySize, maxRenderSize: renderSize });
  return {
    name: 'frameloom',
    // With sharpening the output is the sharpening pass's to write; without `opaqueColor` nothing is compared to colour.
    idle: { 'upscale/accumulate': ['output'], 'upscale/classify': ['color'] },
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
      const encoder = device.createCommandEncoder({ label: 'frameloom' });
      upscaler.record(encoder, frame);
      device.queue.submit([encoder.finish()]);
    },
    dispose: () => upscaler.dispose(),
  };
};
