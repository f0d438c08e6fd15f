import type { ResourcePool } from '../../pool.ts';
import { FrameloomError } from '../../errors.ts';
import type { Gpu } from '../../gpu.ts';
import { liveDevice } from '../../internals.ts';
import type { ModelFile, ReadTensorsOptions } from './types.ts';

/** GPUBufferUsage, spelled out because Node has no such global of its own. */
const usage = { copyDst: 0x08, storage: 0x80 } as const;

/** Bytes that may wait in the queue: what is written lies in memory twice until the GPU has taken it. */
const mostWaiting = 16 << 20;

/**
 * Reads tensors straight into storage buffers, with the bytes that they have in the file; the last is filled up to four.
 *
 * @param options.usage Beside STORAGE and COPY_DST. Default none.
 * @returns A buffer of `pool` for each tensor. If it fails they are freed.
 * @throws FrameloomError as `ModelFile.read`; `invalid-size` for a tensor beyond the device's limits; `device-lost`.
 */
export async function uploadTensors(
  gpu: Gpu,
  pool: ResourcePool,
  file: ModelFile,
  options: ReadTensorsOptions & { usage?: GPUBufferUsageFlags } = {},
): Promise<ReadonlyMap<string, GPUBuffer>> {
  const device = liveDevice('uploadTensors', gpu);
  const names = [...(options.names ?? file.tensors.keys())];
  const buffers = new Map<string, GPUBuffer>();
  let waiting = 0;
  try {
    for (const name of names) {
      const info = file.tensors.get(name);
      if (!info) continue;
      const size = Math.max(4, Math.ceil(info.bytes / 4) * 4);
      const flags = usage.storage | usage.copyDst | (options.usage ?? 0);
      buffers.set(name, pool.buffer({ label: name, size, usage: flags }));
    }
    await file.read(
      async ({ name, data, offset }) => {
        if (gpu.isLost || gpu.device !== device) throw lost();
        const at = offset * data.BYTES_PER_ELEMENT;
        device.queue.writeBuffer(buffers.get(name)!, at, wholeWords(data));
        waiting += data.byteLength;
        if (waiting < mostWaiting) return;
        waiting = 0;
        await device.queue.onSubmittedWorkDone();
      },
      { ...options, names },
    );
    return buffers;
  } catch (error) {
    for (const buffer of buffers.values()) pool.free(buffer);
    throw error;
  }
}

/** Writes take whole words; only a tensor's last piece can have other lengths. */
function wholeWords(data: ArrayBufferView): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  if (bytes.length % 4 === 0) return bytes;
  const filled = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  filled.set(bytes);
  return filled;
}

function lost(): FrameloomError {
  return new FrameloomError(
    'device-lost',
    'uploadTensors: the GPU device was lost on the way. Load the model again on the new one.',
  );
}
