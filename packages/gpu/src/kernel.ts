import { requireOptions, requireText, show } from './arguments.ts';
import { compilationError } from './compilation.ts';
import { FrameloomError } from './errors.ts';
import type { Gpu } from './gpu.ts';
import { internalsOf, liveDevice } from './internals.ts';
import { toBinding, type KernelResource } from './binding.ts';

/** Options of {@link createKernel}. */
export type KernelOptions = {
  /** Names the pipeline in GPU tools and errors, like `upscale/accumulate`. */
  label: string;
  /** WGSL text, usually a file imported with `?raw`. */
  code: string;
  /** Default `'main'`. */
  entryPoint?: string;
  /** Values of the shader's `override` constants. Booleans are 0 or 1. */
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
 * Compiles a compute shader without blocking the page. The layout comes from the shader itself (`layout: 'auto'`), so
 * a binding that the entry point doesn't use does not exist.
 *
 * @throws FrameloomError `compilation` quoting the line at fault; `device-lost` if the device went away meanwhile;
 * `invalid-argument`, `disposed`.
 */
export async function createKernel(gpu: Gpu, options: KernelOptions): Promise<Kernel> {
  requireOptions('createKernel', options);
  const { label, code, entryPoint = 'main', constants } = options;
  requireText('createKernel', 'label', label);
  requireText(label, 'code', code);
  requireText(label, 'entryPoint', entryPoint);
  requireConstants(label, constants);
  const device = liveDevice(label, gpu);
  const pipeline = await compile(gpu, device, { label, code, entryPoint, constants });
  const layout = pipeline.getBindGroupLayout(0);

  return {
    label,
    pipeline,
    bind(resources) {
      if (liveDevice(label, gpu) !== device) {
        throw new FrameloomError(
          'device-lost',
          `${label}: compiled for a device that was lost since. Create the kernel again in gpu.onRebuild().`,
        );
      }
      const entries = Array.from(resources, (resource, binding) => ({
        binding,
        resource: toBinding(`${label} binding ${binding}`, device, resource),
      }));
      return device.createBindGroup({ label, layout, entries });
    },
  };
}

type Compilation = Required<Omit<KernelOptions, 'constants'>> & {
  constants: Record<string, number> | undefined;
};

async function compile(gpu: Gpu, device: GPUDevice, options: Compilation): Promise<GPUComputePipeline> {
  const { label, code, entryPoint, constants } = options;
  // The scope keeps a WGSL error out of the host's uncapturederror handler: it is thrown instead.
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label, code });
  void device.popErrorScope().catch(() => {});
  const pending = device.createComputePipelineAsync({
    label,
    layout: 'auto',
    compute: { module, entryPoint, ...(constants && { constants }) },
  });
  const { promise: gone, stop } = whenGone(gpu, label);
  try {
    const pipeline = await Promise.race([pending, gone]);
    // WebGPU resolves with a dead pipeline when the device is lost, perhaps before the loss is told.
    if (liveDevice(label, gpu) !== device) throw lostError(label);
    return pipeline;
  } catch (error) {
    if (error instanceof FrameloomError) throw error;
    if (liveDevice(label, gpu) !== device) throw lostError(label);
    throw await compilationError(label, code, module, error);
  } finally {
    stop();
    // A rejection that comes after the loss has nobody to hear it.
    pending.catch(() => {});
  }
}

function lostError(label: string): FrameloomError {
  return new FrameloomError(
    'device-lost',
    `${label}: the GPU device went away while the shader compiled. Compile again in gpu.onRebuild().`,
  );
}

/** A promise that rejects when the device is lost or disposed. */
function whenGone(gpu: Gpu, label: string): { promise: Promise<never>; stop: () => void } {
  const { gone } = internalsOf(label, gpu);
  let reject: (error: FrameloomError) => void;
  const promise = new Promise<never>((_, rejectPromise) => (reject = rejectPromise));
  return { promise, stop: gone.add(() => reject(lostError(label))) };
}

function requireConstants(label: string, constants: Record<string, number> | undefined): void {
  for (const [name, value] of Object.entries(constants ?? {})) {
    if (typeof value === 'number' && Number.isFinite(value)) continue;
    throw new FrameloomError(
      'invalid-argument',
      `${label}: constant ${name} must be a finite number, got ${show(value)}.`,
    );
  }
}
