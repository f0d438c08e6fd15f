import type { Planes } from '../conv2d/conv2d.reference.ts';

/** concat.wgsl in plain TypeScript. */
export function concatReference(inputs: readonly Planes[]): Planes {
  const { width, height } = inputs[0]!;
  const data = Float32Array.from(inputs.flatMap((input) => [...input.data]));
  return { channels: data.length / (width * height), width, height, data };
}
