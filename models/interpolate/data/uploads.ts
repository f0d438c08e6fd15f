// Frames of a rendered sequence as the textures that an application would hand in.
import type { Gpu } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import { readCamera } from '../../../packages/interpolate/src/camera.ts';
import type { FrameFacts } from '../../../packages/interpolate/src/params.ts';
import { createDepthWriter } from '../../../tests/gpu/upscale/textures.ts';
import type { TensorFile } from '../../upscale/data/format/safetensors.ts';

/** A rendered frame on the GPU. */
export type UploadedFrame = {
  inputs: { color: GPUTexture; depth: GPUTexture; motionVectors: GPUTexture };
  facts: FrameFacts;
  reset: boolean;
  destroy(): void;
};

/** Hands out the frames of a sequence; `picture` gives RGB bytes of any of them. */
export type Uploads = {
  picture(index: number): Uint8Array<ArrayBuffer>;
  frame(frame: number, index: number): UploadedFrame;
};

/** Reads them from the file's tensors. */
export function createUploads(
  gpu: Gpu,
  tensors: TensorFile['tensors'],
  size: Size,
  renderSize: Size,
): Uploads {
  const { device } = gpu;
  const writeDepth = createDepthWriter(device);
  const part = (name: string, index: number): Uint8Array<ArrayBuffer> => {
    const { data, shape } = tensors[name]!;
    const bytes = data.byteLength / shape[0]!;
    // A copy, since a Buffer's slice is none.
    return new Uint8Array(data.subarray(index * bytes, (index + 1) * bytes));
  };
  const texture = (
    { width, height }: Size,
    format: GPUTextureFormat,
    data: Uint8Array<ArrayBuffer>,
  ): GPUTexture => {
    const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
    const made = device.createTexture({ size: [width, height], format, usage });
    device.queue.writeTexture({ texture: made }, data, { bytesPerRow: data.byteLength / height }, [
      width,
      height,
    ]);
    return made;
  };
  return {
    picture: (index: number) => part('pictures', index),
    frame(frame: number, index: number) {
      const rgb = part('pictures', index);
      const rgba = new Uint8Array((rgb.length / 3) * 4).fill(255);
      for (let i = 0; i < rgb.length; i++) rgba[Math.floor(i / 3) * 4 + (i % 3)] = rgb[i]!;
      const [numbers, depths] = [new Float32Array(part('camera', frame).buffer), part('depth', frame)];
      const camera = { projection: numbers.slice(0, 16), view: numbers.slice(16) };
      const inputs = {
        color: texture(size, 'rgba8unorm', rgba),
        depth: writeDepth(renderSize.width, renderSize.height, new Float32Array(depths.buffer)),
        motionVectors: texture(renderSize, 'rgba16float', part('velocity', frame)),
      };
      return {
        inputs,
        facts: {
          renderSize,
          jitter: { x: 0, y: 0 },
          motionScale: { x: -0.5, y: 0.5 },
          camera: readCamera('candidates', 'camera', camera),
        },
        reset: part('cut', frame)[0] !== 0,
        destroy: () => Object.values(inputs).forEach((one) => one.destroy()),
      };
    },
  };
}
