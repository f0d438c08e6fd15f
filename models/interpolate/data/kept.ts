// What the shaders write of a frame between two others, and its way back.
import type { Size } from '@frameloom/gpu/frame';

/** Words per display pixel that a trace writes, channels of the features, and their size. */
export type Traced = { readonly words: number; readonly channels: number; sizeOf(display: Size): Size };

/** Buffers for one frame. */
export type Kept = {
  words: GPUBuffer;
  features: GPUBuffer;
  read(): Promise<{ words: Uint8Array; features: Uint8Array }>;
  destroy(): void;
};

/** Makes them for a display size. */
export function createKept(device: GPUDevice, size: Size, traced: Traced): Kept {
  const { width, height } = size;
  const small = traced.sizeOf(size);
  const bytes = {
    words: width * height * traced.words * 4,
    features: small.width * small.height * traced.channels * 2,
  };
  const storage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
  const words = device.createBuffer({ size: bytes.words, usage: storage });
  const features = device.createBuffer({ size: bytes.features, usage: storage });
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  const readback = device.createBuffer({ size: bytes.words + bytes.features, usage });
  return {
    words,
    features,
    async read() {
      const encoder = device.createCommandEncoder({ label: 'candidates/readback' });
      encoder.copyBufferToBuffer(words, 0, readback, 0, bytes.words);
      encoder.copyBufferToBuffer(features, 0, readback, bytes.words, bytes.features);
      device.queue.submit([encoder.finish()]);
      await readback.mapAsync(GPUMapMode.READ);
      const copy = new Uint8Array(readback.getMappedRange()).slice();
      readback.unmap();
      return { words: copy.subarray(0, bytes.words), features: copy.subarray(bytes.words) };
    },
    destroy: () => [words, features, readback].forEach((buffer) => buffer.destroy()),
  };
}
