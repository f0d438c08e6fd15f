import { createKernel, type Gpu, type Kernel, type ResourcePool } from '@frameloom/gpu';
import blendCode from './blend.wgsl?raw';

/** Numbers as they lie in a buffer: singles, or halves in pairs. */
type Packed = Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** Writes buffers of weights anew, anywhere between two ends. */
export type Blender = {
  /** Of the ends. */
  readonly bytes: number;
  /** From now on `target` is blended too. All three have the same size, a multiple of 4 bytes. */
  add(label: string, start: Packed, end: Packed, target: GPUBuffer): void;
  /** Records the blending; `amount` holds an f32 from 0 (start) to 1 (end), with STORAGE. */
  record(encoder: GPUCommandEncoder, amount: GPUBuffer): void;
};

type Part = { kernel: Kernel; start: GPUBuffer; end: GPUBuffer; target: GPUBuffer };

/** GPUBufferUsage, spelled out because Node has no such globals of its own. */
const usage = { copyDst: 0x08, storage: 0x80 } as const;
const workgroup = 64;

export async function createBlender(gpu: Gpu, pool: ResourcePool, label: string): Promise<Blender> {
  const compile = (halves: boolean): Promise<Kernel> =>
    createKernel(gpu, { label: `${label}/blend`, code: blendCode, constants: { halves: Number(halves) } });
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
      const kernel = start instanceof Uint16Array ? halves : singles;
      parts.push({ kernel, start: upload('start', start), end: upload('end', end), target });
    },
    record(encoder, amount) {
      const pass = encoder.beginComputePass({ label: `${label}/blend` });
      for (const { kernel, start, end, target } of parts) {
        pass.setPipeline(kernel.pipeline);
        pass.setBindGroup(0, kernel.bind([start, end, amount, target]));
        pass.dispatchWorkgroups(Math.ceil(target.size / 4 / workgroup));
      }
      pass.end();
    },
  };
}
