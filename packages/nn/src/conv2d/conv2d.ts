import { createPool, FrameloomError, type Gpu, type PassTimer, show } from '@frameloom/gpu';
import type { Tensor } from '@frameloom/gpu/files';
import { activations, type Activation } from '../activation/activations.ts';
import { requireFeatureMap, type FeatureMap } from '../feature-map.ts';
import { createGridSizes, requireSize } from '../grid-sizes.ts';
import { createLayerWeights } from '../layer/weights.ts';
import type { Range } from '../matrix.ts';
import { choosePrecision, formatOf, type Format, type Precision } from '../precision.ts';
import { compileConv2d, type CompiledConv2d, type Conv2dSetup } from './compile.ts';
import { readShape } from './weights.ts';

/** Options of {@link createConv2d}. */
export type Conv2dOptions = {
  /** [outputs, inputs, k, k], k of 1 or 3; PyTorch's order. Inputs are those of `input`, then those of `skip`. */
  weight: Tensor;
  /** [outputs]. Default zeros. */
  bias?: Tensor | undefined;
  /** 2 halves the size, rounding up. Default 1. */
  stride?: 1 | 2;
  /** What lies outside of the input, (k − 1) / 2 pixels wide: zeros, or the mirrored input. Default `'zero'`. */
  padding?: 'zero' | 'reflect';
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
  /**
   * Rows of the output to compute, so that a large convolution can be done in parts: `start` a multiple of `rowStep`.
   * Default: all.
   */
  rows?: Range | undefined;
};

/** A convolution with its weights on the GPU. */
export interface Conv2d {
  readonly label: string;
  readonly precision: Precision;
  readonly inputChannels: number;
  readonly outputChannels: number;
  /** Bytes of its weights on the GPU. */
  readonly bytes: number;
  /** What the first row of a part must be a multiple of. */
  readonly rowStep: number;
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

/**
 * Makes a convolution: padding of (k − 1) / 2, bias, activation. After the device was lost, create it again.
 *
 * @throws FrameloomError `invalid-argument`, before GPU memory is taken; `unsupported`, `compilation`, `device-lost`,
 * `disposed`.
 */
export async function createConv2d(gpu: Gpu, options: Conv2dOptions): Promise<Conv2d> {
  const setup = readOptions(gpu, options);
  const pool = createPool(gpu, setup.label);
  try {
    const { weight, bias } = options;
    const tensors = new Map([['weight', weight], ...(bias ? ([['bias', bias]] as const) : [])]);
    const weights = createLayerWeights({ gpu, pool, label: setup.label }, tensors);
    const conv = await compileConv2d(gpu, setup, { pool, sizes: createGridSizes(gpu, pool), weights });
    return {
      label: setup.label,
      precision: setup.precision,
      inputChannels: conv.shape.inputChannels,
      outputChannels: conv.shape.outputChannels,
      bytes: conv.bytes,
      rowStep: conv.rowStep,
      macs: (width, height) => conv.macs({ width, height }),
      record(target, maps, timer) {
        requireMaps(setup, conv, maps);
        const { input, skip, residual, output, width, height, rows } = maps;
        const buffers = {
          input: input.buffer,
          skip: skip?.buffer,
          residual: residual?.buffer,
          output: output.buffer,
        };
        conv.record(target, buffers, { width, height }, rows, timer);
      },
      dispose: () => pool.dispose(),
    };
  } catch (error) {
    pool.dispose();
    throw error;
  }
}

function readOptions(gpu: Gpu, options: Conv2dOptions): Conv2dSetup {
  const { stride = 1, activation = 'none', slope = 0.1, label = 'nn/conv2d', padding = 'zero' } = options;
  const { upsample = false, skipChannels = 0, residual = false, weight, bias } = options;
  if (stride !== 1 && stride !== 2) fail(label, `stride must be 1 or 2, got ${show(stride)}.`);
  if (!activations.includes(activation)) {
    fail(label, `activation must be one of ${activations.join(', ')}, got ${show(activation)}.`);
  }
  if (!Number.isFinite(slope)) fail(label, `slope must be a number, got ${show(slope)}.`);
  if (padding !== 'zero' && padding !== 'reflect') {
    fail(label, `padding must be 'zero' or 'reflect', got ${show(padding)}.`);
  }
  readShape(label, weight, bias, skipChannels);
  const precision = choosePrecision(label, gpu, options.precision);
  return { label, precision, stride, upsample, skipChannels, residual, padding, activation, slope };
}

function requireMaps(setup: Conv2dSetup, conv: CompiledConv2d, maps: Conv2dMaps): void {
  const { label, upsample, skipChannels, residual: hasResidual } = setup;
  const { input, skip, residual, output, width, height, rows } = maps;
  const { inputChannels, outputChannels } = conv.shape;
  const format: Format = formatOf(setup.precision);
  requireSize(label, width, height);
  const full = { width, height };
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const outSize = conv.outputSize(full);
  requireFeatureMap(`${label}: input`, input, {
    ...(upsample ? half : full),
    channels: inputChannels,
    format,
  });
  if (skipChannels) requireFeatureMap(`${label}: skip`, skip, { ...full, channels: skipChannels, format });
  const wanted = { ...outSize, channels: outputChannels, format };
  if (hasResidual) requireFeatureMap(`${label}: residual`, residual, wanted);
  requireFeatureMap(`${label}: output`, output, wanted);
  const read = [input, ...(skipChannels ? [skip] : []), ...(hasResidual ? [residual] : [])];
  if (read.some((map) => map?.buffer === output.buffer)) {
    fail(label, 'output must be another buffer than the inputs; a shader cannot read what it overwrites.');
  }
  if (!rows) return;
  const { start, count } = rows;
  const isWhole = Number.isInteger(start) && Number.isInteger(count);
  if (isWhole && start >= 0 && start % conv.rowStep === 0 && count >= 1 && start + count <= outSize.height)
    return;
  fail(
    label,
    `rows must lie in the ${outSize.height} of the output and begin at a multiple of ${conv.rowStep}, got ${show(start)} + ${show(count)}.`,
  );
}

function fail(label: string, fact: string): never {
  throw new FrameloomError('invalid-argument', `${label}: ${fact}`);
}
