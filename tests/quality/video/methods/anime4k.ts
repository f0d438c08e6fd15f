// Networks of Anime4K-WebGPU, with their own weights, from a checkout.
import { createTextureEnlarger } from './texture-enlarger.ts';
import type { VideoMethod } from './types.ts';

/** The part of their interface that is used here. */
type Pipeline = { pass(encoder: GPUCommandEncoder): void; getOutputTexture(): GPUTexture };
type Maker = new (options: { device: GPUDevice; inputTexture: GPUTexture }) => Pipeline;

/** By the size that they name M, VL and UL. */
const sizes = { 'anime4k-m': 'CNNx2M', anime4k: 'CNNx2VL', 'anime4k-ul': 'CNNx2UL' } as const;

export const anime4k: readonly VideoMethod[] = Object.entries(sizes).map(([name, folder]) => ({
  name,
  peer: 'anime4k',
  optional: name !== 'anime4k',
  create: (gpu, size, peers) =>
    createTextureEnlarger(gpu, size, async (source) => {
      const address = `${peers.anime4k}/src/pipelines/upscale/${folder}/index.ts`;
      const makers = (await import(/* @vite-ignore */ address)) as Record<string, Maker>;
      let macsPerPixel = 0;
      // Their weights are written into their shaders; what they compile tells what they multiply.
      const device = new Proxy(gpu.device, {
        get(target, key) {
          const value: unknown = Reflect.get(target, key, target);
          if (typeof value !== 'function') return value;
          return (...values: unknown[]): unknown => {
            if (key === 'createShaderModule')
              macsPerPixel += countWeights((values[0] as { code: string }).code);
            return Reflect.apply(value, target, values);
          };
        },
      });
      const pipeline = new makers[folder]!({ device, inputTexture: source });
      return {
        macsPerPixel,
        output: () => pipeline.getOutputTexture(),
        record: (encoder) => pipeline.pass(encoder),
      };
    }),
}));

/** Numbers in the matrices of a shader that are not zero. */
export function countWeights(code: string): number {
  const matrices = code.match(/mat4x4(?:<f32>|f)\([^)]*\)/g) ?? [];
  const numbers = matrices.flatMap((text) => text.slice(text.indexOf('(') + 1, -1).split(','));
  return numbers.filter((number) => number.trim() !== '' && Number(number) !== 0).length;
}
