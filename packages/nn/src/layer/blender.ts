import { createPass, type Gpu, type Pass, type ResourcePool } from '@frameloom/gpu';
import { bufferUsage as usage } from '../usage.ts';
import blendCode from './blend.wgsl?raw';

/** Numbers as they lie in a buffer: singles, or halves in pairs. */
export type Packed = Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** Writes buffers of weights anew, anywhere between two ends. */
export type Blender = {
  /** Of the ends. */
  readonly bytes: number;
  /** From now on `target` is blended too. All three have the same size, a multiple of 4 bytes. */
  add(label: string, start: Packed, end: Packed, target: GPUBuffer): void;
  /** Records the blending; `amount` holds an f32 from 0 (start) to 1 (end), with STORAGE. */
  record(encoder: GPUCommandEncoder, amount: GPUBuffer): void;
};

type Part = { pass: Pass; start: GPUBuffer; end: GPUBuffer; target: GPUBuffer };

export async function createBlender(gpu: Gpu, pool: ResourcePool, label: string): Promise<Blender> {
  const compile = (halves: boolean): Promise<Pass> =>
    createPass(gpu, { label: `${label}/blend`, code: blendCode, constants: { halves: Number(halves) } });
  const [singles, halves] = await Promise.all([compile(false), compile(true)]);
  const parts: Part[] = [];
  return {
    get bytes() {
      return parts.reduce((sum, { start, end }) => sum + start.size + end.size, 0);
    },
    add(name, start, end, target) {
      const upload = (which: string, data: Packed): GPUBuffer => {
        const size = data.byteLength;
        const buffer = pool.buffer({ label: `${name} ${which}`, size, usage: usage.storage | usage.copyDst });
        gpu.device.queue.writeBuffer(buffer, 0, data);
        return buffer;
      };
      const pass = start instanceof Uint16Array ? halves : singles;
      parts.push({ pass, start: upload('start', start), end: upload('end', end), target });
    },
    record(encoder, amount) {
      const open = encoder.beginComputePass({ label: `${label}/blend` });
      for (const { pass, start, end, target } of parts) {
        pass.record(open, { start, end, amount, blended: target }, { width: target.size / 4 });
      }
      open.end();
    },
  };
}
