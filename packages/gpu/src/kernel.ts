import { toBinding, type KernelResource } from './binding.ts';
import { requireOptions, requireText } from './arguments.ts';
import type { Gpu } from './gpu.ts';
import { liveDevice } from './internals.ts';
import { compilePipeline, requireConstants, requireSameDevice } from './shader/compile.ts';
import { linkShader, type LinkedShader } from './shader/link.ts';
import { sharePipeline } from './shader/share.ts';

/** Options of {@link createKernel}. */
export type KernelOptions = {
  /** Names the pipeline in GPU tools and errors, like `upscale/accumulate`. */
  label: string;
  /** WGSL text, usually a file imported with `?raw`. */
  code: string;
  /** Default `'main'`. */
  entryPoint?: string;
  /** Values of the shader's `override` constants. Booleans are 0 or 1. Default: those of the shader. */
  constants?: Record<string, number>;
};

/** A compiled compute shader. It lives as long as its device; nothing to dispose. */
export interface Kernel {
  readonly label: string;
  readonly pipeline: GPUComputePipeline;
  /**
   * A bind group for group 0: binding `i` is `resources[i]`. A texture is bound as a view of its mip 0 (of its depth,
   * where it has depth and stencil).
   *
   * @throws FrameloomError `invalid-argument`, `wrong-device`, `device-lost`, `disposed`.
   */
  bind(resources: readonly KernelResource[]): GPUBindGroup;
}

/**
 * Compiles a compute shader without blocking the page, for callers that set up their passes themselves; `createPass`
 * does that for them. The layout comes from the shader itself (`layout: 'auto'`), so a binding that the entry point
 * doesn't use does not exist.
 *
 * @throws FrameloomError `compilation` quoting the line at fault; `device-lost` if the device went away meanwhile;
 * `invalid-argument`, `disposed`.
 */
export async function createKernel(gpu: Gpu, options: KernelOptions): Promise<Kernel> {
  requireOptions('createKernel', options);
  const { label, code, entryPoint = 'main', constants } = options;
  requireText('createKernel', 'label', label);
  requireText(label, 'entryPoint', entryPoint);
  requireConstants(label, constants);
  const device = liveDevice(label, gpu);
  const pipeline = await compileCompute(gpu, linkShader({ label, code }), entryPoint, constants);
  const layout = pipeline.getBindGroupLayout(0);

  return {
    label,
    pipeline,
    bind(resources) {
      requireSameDevice(label, gpu, device);
      const entries = Array.from(resources, (resource, binding) => ({
        binding,
        resource: toBinding(`${label} binding ${binding}`, device, resource),
      }));
      return device.createBindGroup({ label, layout, entries });
    },
  };
}

/** Compiles a compute pipeline of a linked shader, or shares the one that the device has of the same code and constants. */
export function compileCompute(
  gpu: Gpu,
  shader: LinkedShader,
  entryPoint: string,
  constants: Record<string, number> | undefined,
): Promise<GPUComputePipeline> {
  const key = JSON.stringify([entryPoint, constants, shader.code]);
  return compilePipeline(gpu, shader, (device, module) =>
    sharePipeline(device, key, () =>
      device.createComputePipelineAsync({
        label: shader.label,
        layout: 'auto',
        compute: { module, entryPoint, ...(constants && { constants }) },
      }),
    ),
  );
}
