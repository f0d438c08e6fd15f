import { createPass, createPool, type Gpu, type Slice } from '@frameloom/gpu';
import code from './product.wgsl?raw';

/** Products of matrices without end, whole or in slices. */
export type Job = {
  /** Rows of the product in one slice. */
  readonly rows: number;
  /** Multiply-adds whose slices or products the GPU has finished. */
  done(): number;
  slices(): Generator<Slice[], void, undefined>;
  /** Submits one product after the other until the signal, each when the one before is done. */
  submitAll(signal: AbortSignal): Promise<void>;
  dispose(): void;
};

/** The kind of the job's slices. */
export const sliceKind = 'bench/product';

/** Offsets of uniform bindings are multiples of so many bytes. */
const alignment = 256;

/** @param sliceMs Milliseconds that a slice should take at most; at least four rows are in one. */
export async function createJob(gpu: Gpu, side: number, sliceMs: number): Promise<Job> {
  const { device } = gpu;
  const { STORAGE, UNIFORM, COPY_DST } = GPUBufferUsage;
  const pool = createPool(gpu, 'bench/job');
  const pass = await createPass(gpu, { label: 'bench/product', code, constants: { side } });
  const matrix = (label: string): GPUBuffer =>
    pool.buffer({ label, size: 4 * side * side, usage: STORAGE | COPY_DST });
  const [a, b, product] = [matrix('a'), matrix('b'), matrix('product')];
  const values = Float32Array.from({ length: side * side }, (_, i) => ((i * 31) % 17) / 17);
  for (const buffer of [a, b]) device.queue.writeBuffer(buffer, 0, values);
  let done = 0;

  /** Records rows `first` to `first + count`, whose numbers lie in a slot of their own. */
  function createPart(first: number, count: number): (encoder: GPUCommandEncoder) => void {
    const rows = pool.buffer({ label: `rows ${first}`, size: alignment, usage: UNIFORM | COPY_DST });
    device.queue.writeBuffer(rows, 0, new Uint32Array([first, count, 0, 0]));
    return (encoder) => pass.record(encoder, { a, b, product, rows }, { width: side / 4, height: count });
  }

  async function time(record: (encoder: GPUCommandEncoder) => void): Promise<number> {
    await device.queue.onSubmittedWorkDone();
    const start = performance.now();
    const encoder = device.createCommandEncoder();
    record(encoder);
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - start;
  }

  const whole = createPart(0, side);
  await time(whole);
  const perRow = Math.min(await time(whole), await time(whole)) / side;
  const rows = Math.min(side, Math.max(4, 2 ** Math.floor(Math.log2(sliceMs / perRow))));
  const parts = Array.from({ length: side / rows }, (_, i) => createPart(i * rows, rows));
  const macsOf = (count: number): number => count * side * side;

  return {
    rows,
    done: () => done,
    *slices() {
      for (;;) {
        yield parts.map((record) => ({
          kind: sliceKind,
          bytes: 4 * side * (side + 2 * rows),
          record,
          after: () => void (done += macsOf(rows)),
        }));
      }
    },
    async submitAll(signal) {
      while (!signal.aborted) {
        await time(whole);
        done += macsOf(side);
      }
    },
    dispose: () => pool.dispose(),
  };
}
