import type { Planes } from '../conv2d/conv2d.reference.ts';

/** resize.wgsl in plain TypeScript: to a size of at most the input's times the factors. */
export function resizeReference(
  input: Planes,
  [x, y]: readonly [number, number],
  { width, height }: { width: number; height: number },
): Planes {
  const data = new Float32Array(input.channels * width * height);
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / (width * height));
    const [column, row] = [i % width, Math.floor(i / width) % height];
    const at = (channel * input.height + Math.floor(row / y)) * input.width + Math.floor(column / x);
    data[i] = input.data[at]!;
  }
  return { channels: input.channels, width, height, data };
}
