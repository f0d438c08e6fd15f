import { show } from '@frameloom/gpu';
import type { Tensor } from '@frameloom/gpu/files';
import {
  createKernel,
  createPool,
  FrameloomError,
  type Gpu,
  type PassTimer,
  type ResourcePool,
} from '@frameloom/gpu';
import { requireFeatureMap, type FeatureMap } from '../feature-map.ts';
import { createGridSizes, requireSize, type GridSizes } from '../grid-sizes.ts';
import { choosePrecision, formatOf, preludes, type Precision } from '../precision.ts';
import type { Blender } from './blender.ts';
import activationCode from './activation.wgsl?raw';
import storageWeights from './storage.wgsl?raw';
import uniformWeights from './uniform.wgsl?raw';
import { countWorkgroups, planConv2d } from './variants.ts';
import { arrangeBias, arrangeWeights, blocksOf, readShape } from './weights.ts';

/** What follows a convolution's sum. */
export type Activation = 'none' | 'relu' | 'leaky-relu' | 'sigmoid';

/** Options of {@link createConv2d}. */
export type Conv2dOptions = {
  /** [outputs, inputs, k, k], k of 1 or 3; PyTorch's order. Inputs are those of `input`, then those of `skip`. */
  weight: Tensor;
  /** [outputs]. Default zeros. */
  bias?: Tensor | undefined;
  /** 2 halves the size, rounding up. Default 1. */
  stride?: 1 | 2;
  /** Default `'none'`. */
  activation?: Activation;
  /** Slope of `'leaky-relu'` below zero. Default 0.1. */
  slope?: number;
  /** Whether `input` has half the size and is enlarged ×2 first, each pixel repeated. Default false. */
  upsample?: boolean;
  /** Channels of a second input at full size beside `input`. Default 0: there is none. */
  skipChannels?: number;
  /** Whether a map of the output's shape is added before the activation. Default false. */
  residual?: boolean;
  /** Default: by the device, see {@link Precision}. */
  precision?: Precision | undefined;
  /** Names the pass. Default `'nn/conv2d'`. */
  label?: string;
};

/** The maps of one convolution, and the size of the grid that the kernel slides over. */
export type Conv2dMaps = {
  /** At width × height; with `upsample`, at half of that, rounded up. */
  input: FeatureMap;
  /** At width × height. */
  skip?: FeatureMap | undefined;
  /** At the output's size. */
  residual?: FeatureMap | undefined;
  /** At width × height; with stride 2, at half of that, rounded up. Not one of the inputs. */
  output: FeatureMap;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
};

/** A convolution with its weights on the GPU. */
export interface Conv2d {
  readonly label: string;
  readonly precision: Precision;
  readonly inputChannels: number;
  readonly outputChannels: number;
  /** Bytes of its weights on the GPU. */
  readonly bytes: number;
  /**
   * Records the convolution, in a compute pass of its own or in one that is under way (then without the timer).
   *
   * @throws FrameloomError `invalid-argument`, `invalid-size`, `wrong-device`, `device-lost`, `disposed`.
   */
  record(target: GPUCommandEncoder | GPUComputePassEncoder, maps: Conv2dMaps, timer?: PassTimer): void;
  /** Multiply-adds that are done at a grid of this size, of the real channels; a 3×3 kernel has four taps on an enlarged input. */
  macs(width: number, height: number): number;
  dispose(): void;
}

/** How much one invocation computes; see conv2d.wgsl. */
export type Conv2dTile = { columns: number; rows: number; blocks: number };

const activations: Readonly<Record<Activation, number>> = { none: 0, relu: 1, 'leaky-relu': 2, sigmoid: 3 };
/** GPUBufferUsage, spelled out because Node has no such globals of its own. */
const usage = { copyDst: 0x08, uniform: 0x40, storage: 0x80 } as const;

/**
 * Makes a convolution: zero padding of (k − 1) / 2, bias, activation. After the device was lost, create it again.
 *
 * @throws FrameloomError `invalid-argument`, before GPU memory is taken; `unsupported`, `compilation`, `device-lost`,
 * `disposed`.
 */
export async function createConv2d(gpu: Gpu, options: Conv2dOptions): Promise<Conv2d> {
  const pool = createPool(gpu, options?.label ?? 'nn/conv2d');
  try {
    return await buildConv2d(gpu, options, { pool, sizes: createGridSizes(gpu, pool) });
  } catch (error) {
    pool.dispose();
    throw error;
  }
}

/**
 * {@link createConv2d} in a pool that others share. `pixels` is the most that will be recorded, where that is known;
 * `tile` overrides the choice of it; with `ends` the weights are blended towards those.
 */
export async function buildConv2d(
  gpu: Gpu,
  options: Conv2dOptions,
  place: {
    pool: ResourcePool;
    sizes: GridSizes;
    pixels?: number | undefined;
    tile?: Conv2dTile | undefined;
    ends?: { weight: Tensor; bias: Tensor | undefined; blender: Blender } | undefined;
  },
): Promise<Conv2d> {
  const { pool, sizes } = place;
  const { weight, bias, stride = 1, activation = 'none', slope = 0.1, label = 'nn/conv2d' } = options;
  const { upsample = false, skipChannels = 0, residual: hasResidual = false } = options;
  if (stride !== 1 && stride !== 2) fail(label, `stride must be 1 or 2, got ${show(stride)}.`);
  if (!Object.hasOwn(activations, activation)) {
    fail(label, `activation must be one of ${Object.keys(activations).join(', ')}, got ${show(activation)}.`);
  }
  if (!Number.isFinite(slope)) fail(label, `slope must be a number, got ${show(slope)}.`);
  const precision = choosePrecision(label, gpu, options.precision);
  const format = formatOf(precision);
  const shape = readShape(label, weight, bias, skipChannels);
  const { kernel, inputChannels, outputChannels } = shape;
  const outputBlocks = blocksOf(outputChannels);
  const plan = planConv2d({
    kernel,
    stride,
    upsample,
    skipChannels,
    outputBlocks,
    pixels: place.pixels,
    tile: place.tile,
  });
  const { variant, tile, workgroup, blocksPerGroup, phased } = plan;
  const isGeneral = variant === 'general';
  const stored = precision === 'f16' ? 'f16' : 'f32';
  const arrange = (of: { weight: Tensor; bias?: Tensor | undefined }) => ({
    ...arrangeWeights(label, of.weight, shape, { blocksPerGroup, format, stored, phased }),
    biases: arrangeBias(label, of.bias, shape, blocksPerGroup),
  });
  const { weights, phaseStart, biases } = arrange({ weight, bias });
  const end = place.ends && arrange(place.ends);

  const pipeline = await createKernel(gpu, {
    label,
    code: [
      preludes[precision],
      variant === 'pointwise'
        ? prelude({
            acrossPixels: workgroup.width,
            acrossBlocks: workgroup.height,
            outputs: tile.blocks,
            weightBlocks: blocksPerGroup,
            weightCount: weights.length / 16,
          })
        : prelude({
            kernel,
            stride,
            columns: tile.columns,
            rows: tile.rows,
            outputs: tile.blocks,
            weightCount: weights.length / 16,
          }),
      plan.sharesWeights && weights.byteLength <= largestUniform ? uniformWeights : storageWeights,
      activationCode,
      plan.code,
    ].join('\n'),
    constants: {
      inputBlocks: blocksOf(inputChannels),
      outputBlocks,
      ...(isGeneral && {
        skipBlocks: blocksOf(skipChannels),
        upsample: Number(upsample),
        phased: Number(phased),
        phaseStart,
      }),
      addResidual: Number(hasResidual),
      activation: activations[activation],
      slope,
    },
  });
  const upload = (name: string, data: Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>): GPUBuffer => {
    const buffer = pool.buffer({
      label: `${label} ${name}`,
      size: data.byteLength,
      usage: usage.storage | usage.uniform | usage.copyDst,
    });
    gpu.device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  };
  const [weightBuffer, biasBuffer] = [upload('weights', weights), upload('bias', biases)];
  if (end) {
    place.ends!.blender.add(`${label} weights`, weights, end.weights, weightBuffer);
    place.ends!.blender.add(`${label} bias`, biases, end.biases, biasBuffer);
  }

  return {
    label,
    precision,
    inputChannels,
    outputChannels,
    bytes: weights.byteLength + biases.byteLength,
    macs(width, height) {
      const pixels = Math.ceil(width / stride) * Math.ceil(height / stride);
      const taps = kernel * kernel;
      return pixels * outputChannels * (inputChannels * (phased ? 4 : taps) + skipChannels * taps);
    },
    record(target, maps, timer) {
      const { input, skip, residual, output, width, height } = maps;
      requireSize(label, width, height);
      const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
      const full = { width, height };
      const outSize = stride === 2 ? half : full;
      requireFeatureMap(`${label}: input`, input, {
        ...(upsample ? half : full),
        channels: inputChannels,
        format,
      });
      if (skipChannels)
        requireFeatureMap(`${label}: skip`, skip, { ...full, channels: skipChannels, format });
      if (hasResidual) {
        requireFeatureMap(`${label}: residual`, residual, { ...outSize, channels: outputChannels, format });
      }
      requireFeatureMap(`${label}: output`, output, { ...outSize, channels: outputChannels, format });
      // A binding that the options leave unused still wants a buffer.
      const added = hasResidual ? residual! : input;
      const inputs = isGeneral ? [input, skipChannels ? skip! : input, added] : [input, added];
      if (inputs.some(({ buffer }) => buffer === output.buffer)) {
        fail(
          label,
          'output must be another buffer than the inputs; a shader cannot read what it overwrites.',
        );
      }
      const group = pipeline.bind([
        sizes.get(width, height),
        biasBuffer,
        weightBuffer,
        ...inputs.map(({ buffer }) => buffer),
        output.buffer,
      ]);
      const pass = 'setPipeline' in target ? target : beginPass(target, label, timer);
      pass.setPipeline(pipeline.pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(...countWorkgroups(plan, outSize, outputBlocks));
      if (pass !== target) pass.end();
    },
    dispose() {
      pool.dispose();
    },
  };
}

/** Bytes that every device allows in a uniform buffer. */
const largestUniform = 65536;

/** The sizes that arrays and workgroups depend on, which no override may be. */
function prelude(sizes: Readonly<Record<string, number>>): string {
  return Object.entries(sizes)
    .map(([name, size]) => `const ${name} = ${size}u;`)
    .join('\n');
}

function beginPass(encoder: GPUCommandEncoder, label: string, timer?: PassTimer): GPUComputePassEncoder {
  const timestampWrites = timer?.pass(label);
  return encoder.beginComputePass({ label, ...(timestampWrites && { timestampWrites }) });
}

function fail(label: string, fact: string): never {
  throw new FrameloomError('invalid-argument', `${label}: ${fact}`);
}
