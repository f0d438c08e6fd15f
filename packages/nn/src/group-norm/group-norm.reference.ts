import type { Activation } from '../activation/activations.ts';
import { activate } from '../activation/activations.reference.ts';
import type { Planes } from '../conv2d/conv2d.reference.ts';

/** Group normalisation in plain TypeScript, in double precision; as many groups as channels are an instance norm. */
export function groupNormReference(
  input: Planes,
  options: {
    groups: number;
    epsilon?: number;
    weight?: ArrayLike<number> | undefined;
    bias?: ArrayLike<number> | undefined;
    activation?: Activation;
    slope?: number;
  },
): Planes {
  const { groups, epsilon = 1e-5, weight, bias, activation, slope } = options;
  const { channels, width, height } = input;
  const pixels = width * height;
  const data = new Float32Array(input.data.length);
  const length = (channels / groups) * pixels;
  for (let group = 0; group < groups; group++) {
    const values = input.data.subarray(group * length, (group + 1) * length);
    const mean = values.reduce((sum, value) => sum + value, 0) / length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / length;
    values.forEach((value, i) => {
      const channel = Math.floor((group * length + i) / pixels);
      const scaled = ((value - mean) / Math.sqrt(variance + epsilon)) * (weight?.[channel] ?? 1);
      data[group * length + i] = activate(scaled + (bias?.[channel] ?? 0), activation, slope);
    });
  }
  return { ...input, data };
}
