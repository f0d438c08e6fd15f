import type { Gpu } from '@frameloom/gpu';

/** The numbers of a buffer with COPY_SRC. */
export async function readFloats({ device }: Gpu, source: GPUBuffer): Promise<Float32Array<ArrayBuffer>> {
  // GPUBufferUsage: MAP_READ, COPY_DST.
  const buffer = device.createBuffer({ label: 'image/read', size: source.size, usage: 0x1 | 0x8 });
  try {
    const encoder = device.createCommandEncoder({ label: 'image/read' });
    encoder.copyBufferToBuffer(source, 0, buffer, 0, source.size);
    device.queue.submit([encoder.finish()]);
    await buffer.mapAsync(1);
    return new Float32Array(buffer.getMappedRange().slice(0));
  } finally {
    buffer.destroy();
  }
}
