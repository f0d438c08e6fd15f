import type { Planes } from '../conv2d/conv2d.reference.ts';

/** lookup.wgsl in plain TypeScript: `table` [classes, channels], `input` one channel of classes. */
export function lookupReference(input: Planes, table: ArrayLike<number>, channels: number): Planes {
  const { width, height } = input;
  const data = new Float32Array(channels * width * height);
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / (width * height));
    data[i] = table[input.data[i % (width * height)]! * channels + channel] ?? 0;
  }
  return { channels, width, height, data };
}
