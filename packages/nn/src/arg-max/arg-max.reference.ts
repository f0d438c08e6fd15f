import type { Planes } from '../conv2d/conv2d.reference.ts';

/** arg-max.wgsl in plain TypeScript. */
export function argMaxReference(input: Planes): Planes {
  const { channels, width, height } = input;
  const pixels = width * height;
  const data = new Float32Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 1; channel < channels; channel++) {
      const best = input.data[data[pixel]! * pixels + pixel]!;
      if (input.data[channel * pixels + pixel]! > best) data[pixel] = channel;
    }
  }
  return { channels: 1, width, height, data };
}
