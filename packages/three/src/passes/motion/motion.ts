import type { Matrix4 } from 'three/webgpu';
import { createKernel, createPool, type Gpu, type PassTimer } from '@frameloom/gpu';
import type { Size } from '@frameloom/upscale';
import code from './motion.wgsl?raw';

/** What {@link MotionPass} reads. */
export type MotionInputs = {
  /** three's velocity, or our blended one. */
  velocity: GPUTexture;
  depth: GPUTexture;
  renderSize: Size;
  isReversedDepth: boolean;
  /** From `BackgroundMotion.update()`. */
  clipToPrevious: Matrix4;
};

/** Finished motion and reactive mask at render size. */
export interface MotionPass {
  readonly bytes: number;
  record(
    encoder: GPUCommandEncoder,
    inputs: MotionInputs,
    timer?: PassTimer,
  ): { motion: GPUTexture; reactive: GPUTexture };
  dispose(): void;
}

const frameBytes = 80;
const maxReactive = 0.9;

/** Compiles the pass. `blended`: the velocity texture is that of our scene pass, with coverage and reactivity. */
export async function createMotionPass(gpu: Gpu, blended: boolean): Promise<MotionPass> {
  const kernel = await createKernel(gpu, {
    label: 'three/motion',
    code,
    constants: { blended: blended ? 1 : 0 },
  });
  const pool = createPool(gpu, 'three');
  const data = new Float32Array(frameBytes / 4);
  const frame = pool.buffer({
    label: 'motion frame',
    size: frameBytes,
    usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  });
  let size: Size = { width: 0, height: 0 };
  let motion: GPUTexture | undefined;
  let reactive: GPUTexture | undefined;

  function texture(label: string, format: GPUTextureFormat): GPUTexture {
    const usage =
      GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_SRC;
    return pool.texture({ label, ...size, format, usage });
  }

  return {
    get bytes() {
      return pool.bytes;
    },
    record(encoder, inputs, timer) {
      const { width, height } = inputs.renderSize;
      if (motion === undefined || reactive === undefined || width !== size.width || height !== size.height) {
        if (motion) pool.free(motion);
        if (reactive) pool.free(reactive);
        size = { width, height };
        motion = texture('motion', 'rgba16float');
        reactive = texture('reactive', 'rgba8unorm');
      }
      data.set(inputs.clipToPrevious.elements);
      data.set([width, height, inputs.isReversedDepth ? 0 : 1, maxReactive], 16);
      gpu.device.queue.writeBuffer(frame, 0, data);
      const timestampWrites = timer?.pass('motion');
      const pass = encoder.beginComputePass({
        label: 'three/motion',
        ...(timestampWrites && { timestampWrites }),
      });
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, kernel.bind([frame, inputs.velocity, inputs.depth, motion, reactive]));
      pass.dispatchWorkgroups(Math.ceil(width / 8), Math.ceil(height / 8));
      pass.end();
      return { motion, reactive };
    },
    dispose: () => pool.dispose(),
  };
}
