import {
  createPool,
  FrameloomError,
  type Gpu,
  type PassTimer,
  type ResourcePool,
  show,
} from '@frameloom/gpu';
import type { JsonObject, Tensors } from '@frameloom/gpu/files';
import { buildConv2d, type Conv2d } from '../conv2d/conv2d.ts';
import { createFeatureMap, featureMapBytes, requireFeatureMap, type FeatureMap } from '../feature-map.ts';
import { createGridSizes, requireSize } from '../grid-sizes.ts';
import { choosePrecision, formatOf, type Format, type Precision } from '../precision.ts';
import { createBlender, type Blender } from '../conv2d/blender.ts';
import { parseArchitecture, type NetworkArchitecture } from './architecture.ts';
import { planNetwork, type MapShape, type NetworkPlan } from './plan.ts';

/** A size in pixels. */
export type NetworkSize = { width: number; height: number };

/** Options of {@link createNetwork}. */
export type NetworkOptions = {
  /** Largest size that will be recorded; buffers are made for it. */
  maxSize: NetworkSize;
  /** Default: by the device, see {@link Precision}. */
  precision?: Precision;
  /** Names the passes, and the owner in `gpu.memory`. Default `'nn/network'`. */
  label?: string;
};

/** An input or output of a network: its channels, and how often its size is halved (rounding up). */
export type NetworkMap = { name: string; channels: number; level: number };

/** What a layer costs at a size: multiply-adds, and the bytes of the maps and weights it reads and writes, each once. */
export type LayerCost = { name: string; macs: number; bytes: number };

/** A network of convolutions on the GPU. */
export interface Network {
  readonly precision: Precision;
  /** Format that its inputs and outputs must have. */
  readonly format: Format;
  readonly inputs: readonly NetworkMap[];
  readonly outputs: readonly NetworkMap[];
  /** Bytes of GPU memory: weights and the maps between layers. */
  readonly bytes: number;
  /**
   * Records all layers, in one compute pass, or with a timer in one pass per layer (labelled `label/layer`).
   *
   * @param inputs Maps by name, at `size`.
   * @param outputs Maps by name, at `size` halved as often as their level says.
   * @throws FrameloomError `invalid-argument`, `invalid-size`, `wrong-device`, `device-lost`, `disposed`.
   */
  record(
    encoder: GPUCommandEncoder,
    inputs: Readonly<Record<string, FeatureMap>>,
    outputs: Readonly<Record<string, FeatureMap>>,
    size: NetworkSize,
    timer?: PassTimer,
  ): void;
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
  /** Makes the buffers for another largest size. */
  resize(maxSize: NetworkSize): void;
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
  const sizes = createGridSizes(gpu, pool);
  let convs: Conv2d[];
  let shared: SharedMaps;
  let blender: Blender | undefined;
  try {
    if (plan.layers.some(({ end }) => end)) blender = await createBlender(gpu, pool, label);
    convs = await Promise.all(
      plan.layers.map(({ layer, weight, bias, end, skipChannels, gridLevel }) =>
        buildConv2d(
          gpu,
          {
            ...layer,
            weight,
            bias,
            skipChannels,
            residual: layer.residual !== undefined,
            precision,
            label: `${label}/${layer.name}`,
          },
          {
            pool,
            sizes,
            pixels: pixelsOf(sizeAt(maxSize, gridLevel)),
            ends: end && { ...end, blender: blender! },
          },
        ),
      ),
    );
    shared = createSharedMaps(pool, plan, format, maxSize);
  } catch (error) {
    pool.dispose();
    throw error;
  }

  const costs = (width: number, height: number): LayerCost[] => {
    requireSize(label, width, height);
    return plan.layers.map(({ layer, gridLevel }, i) => {
      const conv = convs[i]!;
      const bytesOf = (name: string): number => {
        const { channels, level } = plan.shapes.get(name)!;
        return featureMapBytes({ ...sizeAt({ width, height }, level), channels, format });
      };
      const maps = [...layer.input, ...(layer.residual === undefined ? [] : [layer.residual]), layer.name];
      const grid = sizeAt({ width, height }, gridLevel);
      return {
        name: layer.name,
        macs: conv.macs(grid.width, grid.height),
        bytes: maps.reduce((sum, name) => sum + bytesOf(name), conv.bytes),
      };
    });
  };

  return {
    precision,
    format,
    inputs: describe(plan.inputs),
    outputs: describe(plan.outputs),
    get bytes() {
      return shared.bytes + (blender?.bytes ?? 0) + convs.reduce((sum, conv) => sum + conv.bytes, 0);
    },
    blends: blender !== undefined,
    blend(encoder, amount) {
      if (!blender)
        throw new FrameloomError(
          'invalid-argument',
          `${label}: its weights have one end, there is nothing to blend.`,
        );
      blender.record(encoder, amount);
    },
    record(encoder, inputs, outputs, size, timer) {
      requireSize(label, size?.width, size?.height);
      const { maxSize: most } = shared;
      if (size.width > most.width || size.height > most.height) {
        throw new FrameloomError(
          'invalid-size',
          `${label}: ${size.width}×${size.height} exceeds maxSize ${most.width}×${most.height}. Call resize() first.`,
        );
      }
      const outside = new Map<string, FeatureMap>();
      const take = (
        kind: string,
        given: Readonly<Record<string, FeatureMap>>,
        wanted: NetworkPlan['inputs'],
      ): void => {
        for (const [name, { channels, level }] of wanted) {
          const map = Object.hasOwn(given ?? {}, name) ? given[name] : undefined;
          requireFeatureMap(`${label}: ${kind} ${show(name)}`, map, {
            ...sizeAt(size, level),
            channels,
            format,
          });
          outside.set(name, map!);
        }
      };
      take('input', inputs, plan.inputs);
      take('output', outputs, plan.outputs);
      const find = (name: string): FeatureMap => (outside.get(name) ?? shared.maps.get(name))!;
      const pass = timer ? undefined : encoder.beginComputePass({ label });
      try {
        plan.layers.forEach(({ layer, gridLevel }, i) => {
          const [input, skip] = layer.input.map(find);
          const maps = {
            input: input!,
            skip,
            residual: layer.residual === undefined ? undefined : find(layer.residual),
            output: find(layer.name),
            ...sizeAt(size, gridLevel),
          };
          convs[i]!.record(pass ?? encoder, maps, timer);
        });
      } finally {
        pass?.end();
      }
    },
    macs: (width, height) => costs(width, height).reduce((sum, { macs }) => sum + macs, 0),
    costs,
    resize(size) {
      requireSize(`${label}: maxSize`, size?.width, size?.height);
      const previous = shared;
      shared = createSharedMaps(pool, plan, format, size);
      previous.buffers.forEach((buffer) => pool.free(buffer));
    },
    dispose() {
      pool.dispose();
    },
  };
}

type SharedMaps = {
  maxSize: NetworkSize;
  maps: ReadonlyMap<string, FeatureMap>;
  buffers: readonly GPUBuffer[];
  bytes: number;
};

function createSharedMaps(
  pool: ResourcePool,
  { slots, slotShapes, shapes }: NetworkPlan,
  format: Format,
  maxSize: NetworkSize,
): SharedMaps {
  const bytesOf = ({ channels, level }: MapShape): number =>
    featureMapBytes({ ...sizeAt(maxSize, level), channels, format });
  const buffers = slotShapes.map((held, slot) => {
    const largest = held.toSorted((a, b) => bytesOf(b) - bytesOf(a))[0]!;
    const size = { ...sizeAt(maxSize, largest.level), channels: largest.channels, format };
    return createFeatureMap(pool, { label: `map ${slot}`, ...size }).buffer;
  });
  const maps = new Map(
    [...slots].map(([name, slot]) => [
      name,
      { buffer: buffers[slot]!, channels: shapes.get(name)!.channels, format },
    ]),
  );
  return { maxSize: { ...maxSize }, maps, buffers, bytes: buffers.reduce((sum, { size }) => sum + size, 0) };
}

function pixelsOf({ width, height }: NetworkSize): number {
  return width * height;
}

function sizeAt({ width, height }: NetworkSize, level: number): NetworkSize {
  return { width: Math.ceil(width / 2 ** level), height: Math.ceil(height / 2 ** level) };
}

function describe(maps: ReadonlyMap<string, MapShape>): NetworkMap[] {
  return [...maps].map(([name, shape]) => ({ name, ...shape }));
}
