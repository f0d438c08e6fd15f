import { show } from '../show.ts';
import { FrameloomError } from '../errors.ts';
import type { Gpu } from '../gpu.ts';
import { internalsOf, liveDevice } from '../internals.ts';
import { compilationError } from './compilation-error.ts';
import type { LinkedShader } from './link.ts';

/**
 * Makes a module and, by `make`, a pipeline from it, without blocking the page.
 *
 * @throws FrameloomError `compilation` quoting the line at fault, `device-lost`, `disposed`.
 */
export async function compilePipeline<T extends GPUComputePipeline | GPURenderPipeline>(
  gpu: Gpu,
  shader: LinkedShader,
  make: (device: GPUDevice, module: GPUShaderModule) => Promise<T>,
): Promise<T> {
  const { label, code } = shader;
  const device = liveDevice(label, gpu);
  // The scope keeps a WGSL error out of the host's uncapturederror handler: it is thrown instead.
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label, code });
  void device.popErrorScope().catch(() => {});
  const pending = make(device, module);
  const { promise: gone, stop } = whenGone(gpu, label);
  try {
    const pipeline = await Promise.race([pending, gone]);
    // WebGPU resolves with a dead pipeline when the device is lost, perhaps before the loss is told.
    if (liveDevice(label, gpu) !== device) throw lostError(label);
    return pipeline;
  } catch (error) {
    if (error instanceof FrameloomError) throw error;
    if (liveDevice(label, gpu) !== device) throw lostError(label);
    throw await compilationError(shader, module, error);
  } finally {
    stop();
    // A rejection that comes after the loss has nobody to hear it.
    pending.catch(() => {});
  }
}

/** Throws unless all values of override constants are finite numbers. */
export function requireConstants(label: string, constants: Record<string, number> | undefined): void {
  for (const [name, value] of Object.entries(constants ?? {})) {
    if (typeof value === 'number' && Number.isFinite(value)) continue;
    throw new FrameloomError(
      'invalid-argument',
      `${label}: constant ${name} must be a finite number, got ${show(value)}.`,
    );
  }
}

/** Throws `device-lost` unless the current device is still the one that something was made for. */
export function requireSameDevice(label: string, gpu: Gpu, device: GPUDevice): void {
  if (liveDevice(label, gpu) === device) return;
  throw new FrameloomError(
    'device-lost',
    `${label}: made for a device that was lost since. Create it again in gpu.onRebuild().`,
  );
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
