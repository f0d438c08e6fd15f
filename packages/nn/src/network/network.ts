import { createPool, FrameloomError, type Gpu, type PassTimer } from '@frameloom/gpu';
import type { JsonObject, Tensors } from '@frameloom/gpu/files';
import { requireSize } from '../grid-sizes.ts';
import { choosePrecision, formatOf, type Format, type Precision } from '../precision.ts';
import { parseArchitecture, type NetworkArchitecture } from './architecture.ts';
import { compileNetwork, type CompiledNetwork } from './compile.ts';
import { describeMap, type NetworkMap } from './maps.ts';
import { planNetwork } from './plan.ts';
import { recordWork } from './record.ts';
import type { EdgeShape } from './shape.ts';
import { createSharedBuffers, type SharedBuffers } from './shared-buffers.ts';
import type { NetworkSize } from './sizes.ts';
import { sliceLimitOf, sliceWork, type NetworkSlice, type SliceLimit } from './slices.ts';
import { bindWork, layerCosts, type LayerCost, type LayerWork, type NamedMaps } from './work.ts';

/** Options of {@link createNetwork}. */
export type NetworkOptions = {
  /** Largest size that will be recorded; buffers are made for it. */
  maxSize: NetworkSize;
  /** Default: by the device, see {@link Precision}. */
  precision?: Precision;
  /** Names the passes, and the owner in `gpu.memory`. Default `'nn/network'`. */
  label?: string;
};

/** A network on the GPU. */
export interface Network {
  readonly precision: Precision;
  /** Format that its inputs and outputs must have, those of classes aside. */
  readonly format: Format;
  readonly inputs: readonly NetworkMap[];
  readonly outputs: readonly NetworkMap[];
  /** Bytes of GPU memory: weights, the maps between layers, and sizes that were recorded. */
  readonly bytes: number;
  /**
   * Records all layers in one compute pass with one label, or with a timer that asks for detail in one pass per layer
   * (labelled `label/layer`).
   *
   * @param inputs Maps by name, at `size`.
   * @param outputs Maps by name, at `size` halved as often as their level says.
   * @throws FrameloomError `invalid-argument`, `invalid-size`, `wrong-device`, `device-lost`, `disposed`.
   */
  record(
    encoder: GPUCommandEncoder,
    inputs: NamedMaps,
    outputs: NamedMaps,
    size: NetworkSize,
    timer?: PassTimer,
  ): void;
  /**
   * The same work in slices for a frame budget: layers grouped up to a cost, large ones cut by rows. All must be recorded,
   * in order, before the next run of this network, whose maps between layers they use.
   *
   * @param limit Of a slice; {@link sliceLimitOf} by default.
   * @throws FrameloomError as `record`; a slice's own `record` throws what may change meanwhile: `wrong-device`,
   * `device-lost`, `disposed`.
   */
  slices(inputs: NamedMaps, outputs: NamedMaps, size: NetworkSize, limit?: SliceLimit): NetworkSlice[];
  /** Whether its weights have two ends and can be blended between them: tensors NAME.weight and NAME.weight.end. */
  readonly blends: boolean;
  /**
   * Records that what is recorded after it runs with weights between their ends. Without it they are those at 0.
   *
   * @param amount Holds an f32 from 0 to 1, with STORAGE.
   * @throws FrameloomError `invalid-argument` where the weights have one end.
   */
  blend(encoder: GPUCommandEncoder, amount: GPUBuffer): void;
  /** Multiply-adds at a size. */
  macs(width: number, height: number): number;
  /** What each layer costs at a size. */
  costs(width: number, height: number): LayerCost[];
  /**
   * Makes the buffers for another largest size.
   *
   * @param lent Buffers with STORAGE that maps between layers may lie in while the network runs; they stay the caller's.
   */
  resize(maxSize: NetworkSize, lent?: readonly GPUBuffer[]): void;
  dispose(): void;
}

/**
 * Makes a network from a model's architecture and tensors, as `loadModel` gives them. Maps between layers share memory
 * where they don't live at the same time. After the device was lost, create it again.
 *
 * @throws FrameloomError `load-failed` where the files don't fit each other and `invalid-argument` for bad options, both
 * before GPU memory is taken; `invalid-size`, `unsupported`, `compilation`, `device-lost`, `disposed`.
 */
export async function createNetwork(
  gpu: Gpu,
  architecture: NetworkArchitecture | JsonObject,
  tensors: Tensors,
  options: NetworkOptions,
): Promise<Network> {
  const { maxSize, label = 'nn/network' } = options;
  requireSize(`${label}: maxSize`, maxSize?.width, maxSize?.height);
  const plan = planNetwork(label, parseArchitecture(architecture as JsonObject, label), tensors);
  const precision = choosePrecision(label, gpu, options.precision);
  const format = formatOf(precision);
  const pool = createPool(gpu, label);
  let compiled: CompiledNetwork;
  let shared: SharedBuffers;
  try {
    compiled = await compileNetwork(gpu, plan, { label, precision, pool, maxSize });
    shared = createSharedBuffers(pool, plan, format, maxSize);
  } catch (error) {
    pool.dispose();
    throw error;
  }
  const { layers, blender } = compiled;
  const costs = (width: number, height: number): LayerCost[] => {
    requireSize(label, width, height);
    return layerCosts(plan, layers, format, { width, height });
  };
  const bind = (inputs: NamedMaps, outputs: NamedMaps, size: NetworkSize): LayerWork[] => {
    requireFrame(label, size, shared.maxSize);
    return bindWork(label, { plan, layers, shared, format }, { inputs, outputs }, size);
  };

  return {
    precision,
    format,
    inputs: describe(plan.inputs),
    outputs: describe(plan.outputs),
    get bytes() {
      return pool.bytes;
    },
    blends: blender !== undefined,
    blend(encoder, amount) {
      if (blender) return blender.record(encoder, amount);
      const fact = 'its weights have one end, there is nothing to blend.';
      throw new FrameloomError('invalid-argument', `${label}: ${fact}`);
    },
    record: (encoder, inputs, outputs, size, timer) =>
      recordWork(encoder, label, bind(inputs, outputs, size), timer),
    slices: (inputs, outputs, size, limit = {}) =>
      sliceWork(label, bind(inputs, outputs, size), costs(size.width, size.height), {
        ...sliceLimitOf(gpu),
        ...limit,
      }),
    macs: (width, height) => costs(width, height).reduce((sum, { macs }) => sum + macs, 0),
    costs,
    resize(size, lent) {
      requireSize(`${label}: maxSize`, size?.width, size?.height);
      const previous = shared;
      shared = createSharedBuffers(pool, plan, format, size, lent);
      previous.free();
    },
    dispose: () => pool.dispose(),
  };
}

function requireFrame(label: string, size: NetworkSize, most: NetworkSize): void {
  requireSize(label, size?.width, size?.height);
  if (size.width <= most.width && size.height <= most.height) return;
  throw new FrameloomError(
    'invalid-size',
    `${label}: ${size.width}×${size.height} exceeds maxSize ${most.width}×${most.height}. Call resize() first.`,
  );
}

/** Inputs or outputs as the caller sees them. */
export function describe(shapes: ReadonlyMap<string, EdgeShape>): NetworkMap[] {
  return [...shapes].map(([name, shape]) => describeMap(name, shape));
}
