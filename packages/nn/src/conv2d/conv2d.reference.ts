import type { Activation } from '../activation/activations.ts';
import { activate } from '../activation/activations.reference.ts';

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
  padding?: 'zero' | 'reflect' | 'end';
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
  const isMirrored = options.padding === 'reflect';
  const { input, skip, residual } = maps;
  const [outputs = 0, inputs = 0, kernel = 1] = weight.shape;
  const margin = options.padding === 'end' ? 0 : (kernel - 1) / 2;
  const width = Math.ceil(size.width / stride);
  const height = Math.ceil(size.height / stride);
  const result = { channels: outputs, width, height, data: new Float32Array(outputs * width * height) };

  // Of a side of one pixel there is nothing to mirror but that pixel.
  const mirror = (at: number, side: number): number =>
    Math.max(0, Math.min(Math.abs(at), 2 * (side - 1) - at, side - 1));
  const read = (channel: number, column: number, row: number): number => {
    const [x, y] = isMirrored ? [mirror(column, size.width), mirror(row, size.height)] : [column, row];
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
