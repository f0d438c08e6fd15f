import { borrowGpu } from '@frameloom/gpu';
import { createInterpolator, type ModelSource } from '@frameloom/interpolate';
import type { BenchInput } from '../input.ts';
import type { BenchMethod } from './types.ts';

/** @frameloom/interpolate: a real frame taken in, and one generated between it and the last. */
export async function createInterpolated(
  input: BenchInput,
  model: ModelSource & ('none' | 'standard'),
): Promise<BenchMethod> {
  const { renderer, target, camera, displaySize, renderSize } = input;
  const { device } = renderer.backend as unknown as { device: GPUDevice };
  const interpolator = await createInterpolator(borrowGpu(device), {
    displaySize,
    maxRenderSize: renderSize,
    hdr: true,
    model,
  });
  await interpolator.modelReady;
  if (interpolator.modelState === 'failed') throw new Error(`bench: the network '${model}' failed to load.`);
  return {
    name: model === 'none' ? 'interpolate' : `interpolate ${model}`,
    run() {
      const encoder = device.createCommandEncoder({ label: 'frameloom interpolate' });
      interpolator.addFrame(encoder, {
        color: input.gpuTexture(input.picture!.texture),
        depth: input.gpuTexture(target.depthTexture!),
        motionVectors: input.gpuTexture(target.textures[1]!),
        renderSize,
        jitterOffset: input.jitter,
        camera: {
          projection: camera.projectionMatrix.elements,
          view: camera.matrixWorldInverse.elements,
        },
      });
      if (interpolator.isReady) interpolator.generate(encoder, { t: 0.5 });
      device.queue.submit([encoder.finish()]);
    },
    dispose: () => interpolator.dispose(),
  };
}
