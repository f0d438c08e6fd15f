import { createPool, type Gpu, type PassBindings, type PassTimer, type ResourcePool } from '@frameloom/gpu';
import type { Size } from '@frameloom/gpu/frame';
import type { FrameResources } from '../resources.ts';

/** Parameters as learned.wgsl reads them. What `second` holds of the last frame is among the next frame's features. */
export type Parameters = { first: GPUTexture; second: GPUTexture };

/** Everything from a frame's features to its parameters, with the memory that it needs. */
export interface NetworkFrame {
  /** Bytes of GPU memory besides the network's. */
  readonly bytes: number;
  record(encoder: GPUCommandEncoder, resources: FrameResources, timer?: PassTimer): Parameters;
  dispose(): void;
}

/** What was allocated for frames up to `capacity`. */
export type Allocated = { capacity: Size; pool: ResourcePool; parameters: Parameters };

/** Keeps what `make` allocates at the capacity of the frames, parameters included. */
export function createCapacity<T>(
  gpu: Gpu,
  label: string,
  make: (pool: ResourcePool, resources: FrameResources) => T,
): { readonly bytes: number; get(resources: FrameResources): Allocated & { more: T }; dispose(): void } {
  let held: (Allocated & { more: T; render: object }) | undefined;
  return {
    get bytes() {
      return held?.pool.bytes ?? 0;
    },
    get(resources) {
      const { render } = resources;
      // Made anew with the render resources, whose memory it may share.
      if (held?.render === render) return held;
      held?.pool.dispose();
      const pool = createPool(gpu, label);
      const { capacity } = render;
      const texture = (name: string): GPUTexture =>
        pool.texture({
          label: `${label}/${name}`,
          ...capacity,
          format: 'rgba8unorm',
          usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING,
        });
      const parameters = { first: texture('parameters-first'), second: texture('parameters-second') };
      held = { capacity, pool, parameters, more: make(pool, resources), render };
      return held;
    },
    dispose() {
      held?.pool.dispose();
      held = undefined;
    },
  };
}

/** What featuresAt reads. */
export function featuresBindings(
  { fixed, render, display }: FrameResources,
  { second }: Parameters,
): PassBindings {
  return {
    params: fixed.params.buffer,
    prepared: render.prepared,
    motion: render.motion,
    mask: render.mask,
    history: display.history.read,
    linearSampler: fixed.linearSampler,
    exposure: fixed.exposure,
    feedback: second,
  };
}
