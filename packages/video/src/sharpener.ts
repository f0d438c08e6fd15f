import { createPool } from '@frameloom/gpu';
import type { Gpu } from '@frameloom/gpu';
import { createDrawPass } from './gpu/passes.ts';
import { bufferUsage } from './gpu/usage.ts';
import sharpenCode from './passes/sharpen/sharpen.wgsl?raw';

/** Draws a picture of the target's size, sharpened by 0 … 1. */
export type Sharpener = {
  draw(encoder: GPUCommandEncoder, source: GPUTexture, target: GPUTexture, sharpness: number): void;
  dispose(): void;
};

/** Compiles the sharpening pass for targets of `format`. */
export async function createSharpener(gpu: Gpu, label: string, format: GPUTextureFormat): Promise<Sharpener> {
  const pass = await createDrawPass(gpu, { label: `${label}/sharpen`, code: sharpenCode, format });
  const pool = createPool(gpu, label);
  let params: GPUBuffer | undefined;
  let written = Number.NaN;
  return {
    draw(encoder, source, target, sharpness) {
      const usage = bufferUsage.uniform | bufferUsage.copyDst;
      params ??= pool.buffer({ label: 'sharpen params', size: 16, usage });
      if (sharpness !== written) gpu.device.queue.writeBuffer(params, 0, new Float32Array([sharpness]));
      written = sharpness;
      pass.record(encoder, [source.createView(), { buffer: params }], target);
    },
    dispose: () => pool.dispose(),
  };
}
