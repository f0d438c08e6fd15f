import { createKernel } from '@frameloom/gpu';
import type { Gpu, KernelResource, PassTimer } from '@frameloom/gpu';
import type { Size } from './sizes.ts';

/** A compute pass that is compiled and waits for its resources. */
export type Pass = {
  /** Records one dispatch that covers `size` invocations. `resources[i]` is binding i. */
  record(
    encoder: GPUCommandEncoder,
    resources: readonly KernelResource[],
    size: Size,
    timer?: PassTimer,
  ): void;
};

/**
 * Compiles a pass from the shared libraries it names and its own shader.
 * @param options.tile invocations of one workgroup along x and y; default 8.
 * @throws FrameloomError `compilation`.
 */
export async function createPass(
  gpu: Gpu,
  options: {
    label: string;
    code: readonly string[];
    constants?: Record<string, number>;
    tile?: number;
  },
): Promise<Pass> {
  const tile = options.tile ?? 8;
  const kernel = await createKernel(gpu, {
    label: options.label,
    code: options.code.join('\n'),
    ...(options.constants && { constants: options.constants }),
  });
  return {
    record(encoder, resources, size, timer) {
      const timestampWrites = timer?.pass(options.label);
      const pass = encoder.beginComputePass({
        label: options.label,
        ...(timestampWrites && { timestampWrites }),
      });
      pass.setPipeline(kernel.pipeline);
      pass.setBindGroup(0, kernel.bind(resources));
      pass.dispatchWorkgroups(Math.ceil(size.width / tile), Math.ceil(size.height / tile));
      pass.end();
    },
  };
}
