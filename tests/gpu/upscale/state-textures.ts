// State textures of the upscaler: lock and alpha per display pixel, as halves or as bytes of two pixels a texel.
import type { Grid } from '@frameloom/gpu/frame/reference';
import { readHalves, readNumbers, uploadHalves } from './textures.ts';

/** Uploads (lock, alpha) per pixel; `alpha`: exact, as halves. */
export function uploadState(device: GPUDevice, { width, height, data }: Grid, alpha: boolean): GPUTexture {
  if (alpha) return uploadHalves(device, { width, height }, data);
  const size = { width: Math.ceil(width / 2), height };
  const bytes = new Uint8Array(size.width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < 2 * width; x++) {
      bytes[y * size.width * 4 + x] = Math.round(data[y * width * 2 + x]! * 255);
    }
  }
  const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
  const texture = device.createTexture({ size, format: 'r32uint', usage });
  device.queue.writeTexture({ texture }, bytes, { bytesPerRow: size.width * 4 }, size);
  return texture;
}

/** Reads (lock, alpha) of a pixel. */
export async function readState(
  device: GPUDevice,
  texture: GPUTexture,
  alpha: boolean,
): Promise<(x: number, y: number) => [number, number]> {
  const { width } = texture;
  if (alpha) {
    const halves = await readHalves(device, texture);
    return (x, y) => [halves[(y * width + x) * 2]!, halves[(y * width + x) * 2 + 1]!];
  }
  const { data } = await readNumbers(device, texture);
  return (x, y) => {
    const word = data[y * width + (x >> 1)]!;
    const byte = (i: number): number => ((word >>> (8 * (2 * (x & 1) + i))) & 255) / 255;
    return [byte(0), byte(1)];
  };
}
