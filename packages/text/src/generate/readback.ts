import type { ResourcePool, Slice } from '@frameloom/gpu';

/** Words of a GPU buffer on their way here. */
export type Readback = {
  /** The copy; it must be submitted before {@link Readback.read}. */
  slice: Slice;
  read(): Promise<Uint32Array<ArrayBuffer>>;
  /** Gives its buffer back where nobody will read it; behind {@link Readback.read} nothing. */
  drop(): void;
};

/** Buffers to read back with, used again and again. */
export type Readbacks = {
  /** Reads this many bytes, a multiple of 4, of each range of buffers, one after the other. */
  start(parts: readonly { buffer: GPUBuffer; offset: number; bytes: number }[]): Readback;
};

/** Makes buffers in `pool` when they are needed. */
export function createReadbacks(pool: ResourcePool): Readbacks {
  const spare = new Map<number, GPUBuffer[]>();
  const take = (size: number): GPUBuffer =>
    spare.get(size)?.pop() ??
    pool.buffer({ label: 'readback', size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const give = (buffer: GPUBuffer): void => {
    spare.set(buffer.size, [...(spare.get(buffer.size) ?? []), buffer]);
  };
  return {
    start(parts) {
      const bytes = parts.reduce((total, part) => total + part.bytes, 0);
      const staging = take(Math.max(32, bytes));
      let isGiven = false;
      const done = (): void => {
        if (!isGiven) give(staging);
        isGiven = true;
      };
      return {
        slice: {
          kind: 'text/read',
          bytes: 2 * bytes,
          record(encoder) {
            let at = 0;
            for (const { buffer, offset, bytes: length } of parts) {
              encoder.copyBufferToBuffer(buffer, offset, staging, at, length);
              at += length;
            }
          },
        },
        async read() {
          await staging.mapAsync(GPUMapMode.READ, 0, Math.max(4, bytes));
          const words = new Uint32Array(staging.getMappedRange(0, Math.max(4, bytes)).slice(0));
          staging.unmap();
          done();
          return words;
        },
        drop: done,
      };
    },
  };
}
