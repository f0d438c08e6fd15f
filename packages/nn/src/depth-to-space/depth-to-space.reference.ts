import type { Planes } from '../conv2d/conv2d.reference.ts';

/** depth-to-space.wgsl in plain TypeScript. */
export function depthToSpaceReference(
  input: Planes,
  factor: number,
  { width, height }: { width: number; height: number },
): Planes {
  const channels = input.channels / factor ** 2;
  const data = new Float32Array(channels * width * height);
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / (width * height));
    const [x, y] = [i % width, Math.floor(i / width) % height];
    const source = channel * factor ** 2 + (y % factor) * factor + (x % factor);
    data[i] =
      input.data[(source * input.height + Math.floor(y / factor)) * input.width + Math.floor(x / factor)]!;
  }
  return { channels, width, height, data };
}
