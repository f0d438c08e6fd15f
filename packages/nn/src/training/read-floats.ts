import type { Gpu, ResourcePool } from '@frameloom/gpu';
import { bufferUsage as usage } from '../usage.ts';

/** What a buffer holds, which is cleared afterwards if asked for. */
export async function readFloats(
  gpu: Gpu,
  pool: ResourcePool,
  buffer: GPUBuffer,
  isCleared = false,
): Promise<Float32Array> {
  const mapRead = 0x01;
  const staging = pool.buffer({ label: 'read', size: buffer.size, usage: mapRead | usage.copyDst });
  try {
    const encoder = gpu.device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
    if (isCleared) encoder.clearBuffer(buffer);
    gpu.device.queue.submit([encoder.finish()]);
    await staging.mapAsync(mapRead);
    return new Float32Array(staging.getMappedRange().slice(0));
  } finally {
    pool.free(staging);
  }
}
