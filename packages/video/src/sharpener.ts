import { createDrawPass, createPool, createUniformRing } from '@frameloom/gpu';
import type { Gpu, PassTimer } from '@frameloom/gpu';
import sharpenCode from './passes/sharpen/sharpen.wgsl?raw';

/** Draws a picture of the target's size, sharpened by 0 … 1. */
export type Sharpener = {
  readonly bytes: number;
  draw(
    encoder: GPUCommandEncoder,
    source: GPUTexture,
    target: GPUTexture,
    sharpness: number,
    timer?: PassTimer,
  ): void;
  dispose(): void;
};

/** Compiles the sharpening pass for targets of `format`. */
export async function createSharpener(gpu: Gpu, label: string, format: GPUTextureFormat): Promise<Sharpener> {
  const pass = await createDrawPass(gpu, { label: `${label}/sharpen`, code: sharpenCode, format });
  const pool = createPool(gpu, label);
  const params = createUniformRing(gpu, pool, { label: `${label}/sharpen params`, size: 4 });
  return {
    get bytes() {
      return pool.bytes;
    },
    draw(encoder, source, target, sharpness, timer) {
      params.write(encoder, Float32Array.of(sharpness));
      pass.record(encoder, { source, params: params.buffer }, target, {}, timer);
    },
    dispose: () => pool.dispose(),
  };
}
