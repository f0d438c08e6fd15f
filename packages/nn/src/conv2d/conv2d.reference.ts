import type { Activation } from './conv2d.ts';

/** Channels of a picture as plain floats, channel by channel, row by row. */
export type Planes = { channels: number; width: number; height: number; data: Float32Array };

/** Everything that {@link conv2dReference} computes with. */
export type Conv2dReferenceOptions = {
  /** [outputs, inputs, k, k] */
  weight: { shape: readonly number[]; data: ArrayLike<number> };
  bias?: ArrayLike<number> | undefined;
  stride?: 1 | 2;
  activation?: Activation;
  slope?: number;
  upsample?: boolean;
};

/**
 * conv2d.wgsl in plain TypeScript. With `upsample` the grid is `size`, the input half of that, rounded up.
 */
export function conv2dReference(
  options: Conv2dReferenceOptions,
  maps: { input: Planes; skip?: Planes | undefined; residual?: Planes | undefined },
  size: { width: number; height: number },
): Planes {
  const { weight, bias, stride = 1, activation = 'none', slope = 0.1, upsample = false } = options;
  const { input, skip, residual } = maps;
  const [outputs = 0, inputs = 0, kernel = 1] = weight.shape;
  const margin = (kernel - 1) / 2;
  const width = Math.ceil(size.width / stride);
  const height = Math.ceil(size.height / stride);
  const result = { channels: outputs, width, height, data: new Float32Array(outputs * width * height) };

  const read = (channel: number, x: number, y: number): number => {
    if (x < 0 || y < 0 || x >= size.width || y >= size.height) return 0;
    if (skip && channel >= input.channels) return at(skip, channel - input.channels, x, y);
    return upsample ? at(input, channel, x >> 1, y >> 1) : at(input, channel, x, y);
  };

  for (let output = 0; output < outputs; output++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = bias?.[output] ?? 0;
        for (let channel = 0; channel < inputs; channel++) {
          for (let ky = 0; ky < kernel; ky++) {
            for (let kx = 0; kx < kernel; kx++) {
              const factor = weight.data[((output * inputs + channel) * kernel + ky) * kernel + kx]!;
              sum += factor * read(channel, x * stride + kx - margin, y * stride + ky - margin);
            }
          }
        }
        if (residual) sum += at(residual, output, x, y);
        result.data[(output * height + y) * width + x] = activate(sum, activation, slope);
      }
    }
  }
  return result;
}

function at(planes: Planes, channel: number, x: number, y: number): number {
  return planes.data[(channel * planes.height + y) * planes.width + x]!;
}

function activate(value: number, activation: Activation, slope: number): number {
  if (activation === 'relu') return Math.max(value, 0);
  if (activation === 'leaky-relu') return value < 0 ? slope * value : value;
  return activation === 'sigmoid' ? 1 / (1 + Math.exp(-value)) : value;
}
