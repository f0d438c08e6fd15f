import { requireOptions, requireText } from '../arguments.ts';
import { show } from '../show.ts';
import { FrameloomError } from '../errors.ts';
import type { Gpu } from '../gpu.ts';
import { liveDevice } from '../internals.ts';
import { compileCompute } from '../kernel.ts';
import { requireConstants, requireSameDevice } from '../shader/compile.ts';
import { linkShader, type LinkOptions } from '../shader/link.ts';
import { readWorkgroupSize, reflectBindings } from '../shader/reflect.ts';
import type { PassTimer } from '../timer.ts';
import { createBindCache, type PassBindings } from './bind-cache.ts';

/** Options of {@link createPass}. */
export type PassOptions = LinkOptions & {
  /** Default `'main'`. */
  entryPoint?: string | undefined;
  /** Values of the shader's `override` constants. Booleans are 0 or 1. Default: those of the shader. */
  constants?: Record<string, number> | undefined;
  /** Bind groups kept: as many as different bindings are recorded in a frame, and some. Default 32. */
  bindGroups?: number | undefined;
};

/** Invocations to cover, at least 1 each (a missing one is 1), or workgroups to dispatch. */
export type PassSize =
  | { width: number; height?: number; depth?: number }
  | { workgroups: readonly [number, number, number] };

/** A compiled compute shader that records itself. It lives as long as its device; nothing to dispose. */
export interface Pass {
  readonly label: string;
  readonly pipeline: GPUComputePipeline;
  /**
   * Records one dispatch, in a compute pass of its own or, without the timer, in one that is under way. Bind groups are
   * kept: a frame that binds the same objects as one before it makes none.
   *
   * @param bindings By the names of the shader's variables in group 0. Those that the entry point does not reach may be
   * left out or given.
   * @throws FrameloomError `invalid-argument`, `wrong-device`, `device-lost`, `disposed`; nothing is recorded then.
   */
  record(
    target: GPUCommandEncoder | GPUComputePassEncoder,
    bindings: PassBindings,
    size: PassSize,
    timer?: PassTimer,
  ): void;
}

/**
 * Compiles a compute pass without blocking the page: links the shader with its libraries and reads its bindings and
 * workgroup size from it.
 *
 * @throws FrameloomError `compilation` with the file and line at fault; `device-lost` if the device went away meanwhile;
 * `invalid-argument`, `disposed`.
 */
export async function createPass(gpu: Gpu, options: PassOptions): Promise<Pass> {
  requireOptions('createPass', options);
  const { label, entryPoint = 'main', constants } = options;
  const shader = linkShader(options);
  requireText(label, 'entryPoint', entryPoint);
  requireConstants(label, constants);
  const device = liveDevice(label, gpu);
  const pipeline = await compileCompute(gpu, shader, entryPoint, constants);
  const groups = createBindCache(
    device,
    label,
    pipeline,
    reflectBindings(shader.code, [entryPoint]),
    options.bindGroups,
  );
  const tile = readWorkgroupSize(shader.code, entryPoint, constants);

  return {
    label,
    pipeline,
    record(target, bindings, size, timer) {
      requireSameDevice(label, gpu, device);
      const count = countWorkgroups(label, size, tile);
      const group = groups.get(bindings);
      const pass = 'setPipeline' in target ? target : beginPass(target, label, timer);
      pass.setPipeline(pipeline);
      if (group) pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(...count);
      if (pass !== target) pass.end();
    },
  };
}

/** Begins a labelled compute pass, measured where a timer is given. */
export function beginPass(
  encoder: GPUCommandEncoder,
  label: string,
  timer?: PassTimer,
): GPUComputePassEncoder {
  const timestampWrites = timer?.pass(label);
  return encoder.beginComputePass({ label, ...(timestampWrites && { timestampWrites }) });
}

function countWorkgroups(
  label: string,
  size: PassSize,
  tile: readonly [number, number, number] | undefined,
): readonly [number, number, number] {
  if ('workgroups' in size) return size.workgroups;
  if (!tile) {
    throw new FrameloomError(
      'invalid-argument',
      `${label}: the workgroup size is not a number in the shader or its constants. Record with { workgroups }.`,
    );
  }
  const { width, height = 1, depth = 1 } = size;
  if (!(width >= 1 && height >= 1 && depth >= 1)) {
    throw new FrameloomError(
      'invalid-argument',
      `${label}: a pass covers at least one invocation each way, got ${show(width)}×${show(height)}×${show(depth)}.`,
    );
  }
  return [Math.ceil(width / tile[0]), Math.ceil(height / tile[1]), Math.ceil(depth / tile[2])];
}
