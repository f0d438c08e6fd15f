import { FrameloomError } from '@frameloom/gpu';

/** GPUBufferUsage and GPUMapMode, spelled out because Node has no such globals of its own. */
const usage = { mapRead: 0x01, copyDst: 0x08 } as const;
const mapModeRead = 0x01;

/**
 * Reads the first words of a buffer.
 *
 * @throws FrameloomError `device-lost` where the device is gone, or goes away meanwhile.
 */
export async function readWords(
  device: GPUDevice,
  buffer: GPUBuffer,
  count: number,
  label: string,
): Promise<Uint32Array<ArrayBuffer>> {
  const size = 4 * count;
  const staging = device.createBuffer({ label, size, usage: usage.mapRead | usage.copyDst });
  try {
    const encoder = device.createCommandEncoder({ label });
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(mapModeRead);
    return new Uint32Array(staging.getMappedRange().slice(0));
  } catch (cause) {
    throw new FrameloomError(
      'device-lost',
      `${label}: the GPU device went away while the state was read. Read it again when the level goes on.`,
      { cause },
    );
  } finally {
    staging.destroy();
  }
}
