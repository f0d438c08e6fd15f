import type { Gpu } from '../gpu.ts';
import { createPool, type ResourcePool } from '../pool.ts';

/** One slice being timed. `cancel` instead of `end` where the slice could not be recorded. */
export type Timing = { end(): void; cancel(): void; read(): Promise<number | undefined> };

/**
 * Times single slices with timestamp queries, where the device has them. For calibration only: on some drivers a queue is
 * slower while it has such queries. (Not on the software GPUs: 16 passes take 35.9 ms without and 35.8 ms with a pair of
 * them on SwiftShader, 7.2 and 7.0 ms on lavapipe, medians of 50.)
 */
export interface Calibrator {
  /**
   * Begins to time what is recorded next on the encoder; undefined where that can't be done now. `end` goes behind the
   * slice on the same encoder, `read` after the submit: milliseconds, or undefined where the device gave no sound time.
   */
  begin(encoder: GPUCommandEncoder): Timing | undefined;
  /** The device did not measure soundly: no more queries. */
  distrust(): void;
  dispose(): void;
}

type Slot = { readback: GPUBuffer; isBusy: boolean };
type Resources = {
  device: GPUDevice;
  pool: ResourcePool;
  queries: GPUQuerySet;
  resolved: GPUBuffer;
  slots: Slot[];
};

/** As many as submits may be unfinished. */
const slotCount = 2;
/** GPUBufferUsage and GPUMapMode, spelled out because Node has no such globals of its own. */
const usage = { mapRead: 0x01, copySrc: 0x04, copyDst: 0x08, queryResolve: 0x200 } as const;
/** Unsound times after which the device's timestamps are not used any more. */
const patience = 3;
/** WebGPU resolves queries to offsets of so many bytes. */
const alignment = 256;

export function createCalibrator(gpu: Gpu, label: string): Calibrator {
  let resources: Resources | undefined;
  let unsound = 0;

  function ready(): Resources | undefined {
    if (unsound >= patience || gpu.isLost || !gpu.device.features.has('timestamp-query')) return undefined;
    if (resources?.device !== gpu.device) {
      release();
      resources = createResources(gpu, label);
    }
    return resources;
  }

  function release(): void {
    resources?.queries.destroy();
    resources?.pool.dispose();
    resources = undefined;
  }

  return {
    begin(encoder) {
      const parts = ready();
      const index = parts?.slots.findIndex(({ isBusy }) => !isBusy) ?? -1;
      const slot = parts?.slots[index];
      if (!parts || !slot) return undefined;
      const { queries, resolved } = parts;
      slot.isBusy = true;
      encoder
        .beginComputePass({ timestampWrites: { querySet: queries, beginningOfPassWriteIndex: 2 * index } })
        .end();
      return {
        end() {
          const timestampWrites = { querySet: queries, endOfPassWriteIndex: 2 * index + 1 };
          encoder.beginComputePass({ timestampWrites }).end();
          encoder.resolveQuerySet(queries, 2 * index, 2, resolved, index * alignment);
          encoder.copyBufferToBuffer(resolved, index * alignment, slot.readback, 0, 16);
        },
        cancel() {
          slot.isBusy = false;
        },
        async read() {
          // Disposed, or lost, since: the buffer is destroyed.
          if (resources !== parts) return undefined;
          const ms = await readSlot(slot);
          slot.isBusy = false;
          return ms;
        },
      };
    },
    distrust() {
      unsound++;
    },
    dispose: release,
  };
}

async function readSlot({ readback }: Slot): Promise<number | undefined> {
  try {
    await readback.mapAsync(usage.mapRead);
    const [begin = 0n, end = 0n] = new BigUint64Array(readback.getMappedRange());
    readback.unmap();
    return end >= begin ? Number(end - begin) / 1e6 : undefined;
  } catch {
    // Lost or disposed meanwhile.
    return undefined;
  }
}

function createResources(gpu: Gpu, label: string): Resources {
  const pool = createPool(gpu, label);
  return {
    device: gpu.device,
    pool,
    queries: gpu.device.createQuerySet({ label, type: 'timestamp', count: 2 * slotCount }),
    resolved: pool.buffer({
      label: 'resolved',
      size: slotCount * alignment,
      usage: usage.queryResolve | usage.copySrc,
    }),
    slots: Array.from({ length: slotCount }, (_, index) => ({
      readback: pool.buffer({
        label: `readback ${index}`,
        size: 16,
        usage: usage.mapRead | usage.copyDst,
      }),
      isBusy: false,
    })),
  };
}
