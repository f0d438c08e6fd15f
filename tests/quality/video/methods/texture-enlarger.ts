import { createKernel, createPool, type Gpu } from '@frameloom/gpu';
import type { Picture } from '../../metrics/picture.ts';
import takeCode from './take.wgsl?raw';
import type { Enlarger } from './types.ts';

/** What a method that works from texture to texture has to say. */
export type TextureWork = {
  readonly macsPerPixel?: number;
  /** Records one frame; the result may be any texture of floats at twice the size. */
  record(encoder: GPUCommandEncoder): void;
  readonly output: () => GPUTexture;
  dispose?(): void;
};

/** An enlarger around work that reads `source`, an rgba8unorm texture of gamma-encoded colour. */
export async function createTextureEnlarger(
  gpu: Gpu,
  { width, height }: { width: number; height: number },
  make: (source: GPUTexture) => Promise<TextureWork>,
): Promise<Enlarger> {
  const { device } = gpu;
  const pool = createPool(gpu, 'quality/enlarger');
  const usage =
    GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT;
  const source = pool.texture({ label: 'source', width, height, format: 'rgba8unorm', usage });
  const work = await make(source);
  const take = await createKernel(gpu, { label: 'quality/take', code: takeCode });
  const size = width * height * 4 * 4;
  const bytes = pool.buffer({
    label: 'bytes',
    size,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
  });
  const staging = pool.buffer({
    label: 'staging',
    size,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  return {
    macsPerPixel: work.macsPerPixel ?? 0,
    async load({ pixels }) {
      const layout = { bytesPerRow: width * 4, rowsPerImage: height };
      device.queue.writeTexture({ texture: source }, Uint8Array.from(pixels), layout, [width, height]);
    },
    async run() {
      const encoder = device.createCommandEncoder();
      work.record(encoder);
      device.queue.submit([encoder.finish()]);
    },
    async read(): Promise<Picture> {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(take.pipeline);
      pass.setBindGroup(0, take.bind([work.output(), bytes]));
      pass.dispatchWorkgroups(Math.ceil((2 * width) / 8), Math.ceil((2 * height) / 8));
      pass.end();
      encoder.copyBufferToBuffer(bytes, 0, staging, 0, size);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      const pixels = new Uint8Array(staging.getMappedRange().slice(0));
      staging.unmap();
      return { width: 2 * width, height: 2 * height, pixels };
    },
    dispose() {
      work.dispose?.();
      pool.dispose();
    },
  };
}
