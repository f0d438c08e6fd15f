import { createKernel, createPool } from '@frameloom/gpu';
import enlargeCode from './enlarge.wgsl?raw';
import { createTextureEnlarger } from './texture-enlarger.ts';
import type { VideoMethod } from './types.ts';

const kinds = ['bilinear', 'bicubic', 'lanczos'] as const;

/** Filters that need no network; bilinear is what browsers do with a video. */
export const filters: readonly VideoMethod[] = kinds.map((name, kind) => ({
  name,
  create: (gpu, size) =>
    createTextureEnlarger(gpu, size, async (source) => {
      const kernel = await createKernel(gpu, {
        label: `quality/${name}`,
        code: enlargeCode,
        constants: { kind },
      });
      const pool = createPool(gpu, `quality/${name}`);
      const output = pool.texture({
        label: 'output',
        width: size.width * 2,
        height: size.height * 2,
        format: 'rgba8unorm',
        usage: GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.TEXTURE_BINDING,
      });
      const bindings = kernel.bind([source, output]);
      return {
        output: () => output,
        record(encoder) {
          const pass = encoder.beginComputePass();
          pass.setPipeline(kernel.pipeline);
          pass.setBindGroup(0, bindings);
          pass.dispatchWorkgroups(Math.ceil(output.width / 8), Math.ceil(output.height / 8));
          pass.end();
        },
        dispose: () => pool.dispose(),
      };
    }),
}));
