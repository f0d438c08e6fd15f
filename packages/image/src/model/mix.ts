import { createPass, createUniformRing, type Gpu, type ResourcePool, type Slice } from '@frameloom/gpu';
import { numberLibraries, type Precision } from '@frameloom/nn';
import mixCode from './mix.wgsl?raw';

/** Brings `values` a part of the way, 0 to 1, to `other`. */
export type Mix = (values: GPUBuffer, other: GPUBuffer, amount: number) => Slice;

/**
 * @param count Blocks of four numbers.
 * @throws FrameloomError `compilation`, `device-lost`, `disposed`.
 */
export async function createMix(
  gpu: Gpu,
  pool: ResourcePool,
  { precision, count }: { precision: Precision; count: number },
): Promise<Mix> {
  const ring = createUniformRing(gpu, pool, { label: 'image/mix', size: 16 });
  const pass = await createPass(gpu, {
    label: 'image/mix',
    file: 'mix.wgsl',
    code: mixCode,
    libraries: numberLibraries(precision),
    constants: { count },
  });
  const groups = Math.ceil(count / 64);
  const workgroups = [Math.min(groups, 65535), Math.ceil(groups / 65535), 1] as const;
  return (values, other, amount) => ({
    kind: 'image/mix',
    bytes: 3 * values.size,
    record(encoder) {
      ring.write(encoder, new Float32Array([amount, 0, 0, 0]));
      pass.record(encoder, { parameters: ring.buffer, other, values }, { workgroups });
    },
  });
}
