import type { Planes } from '../conv2d/conv2d.reference.ts';

/** average-pool.wgsl and global-average.wgsl in plain TypeScript. */
export function averagePoolReference(
  input: Planes,
  { kernel = 0, stride = kernel, global = false }: { kernel?: number; stride?: number; global?: boolean },
): Planes {
  const margin = kernel === stride ? 0 : (kernel - 1) / 2;
  const width = global ? 1 : Math.ceil(input.width / stride);
  const height = global ? 1 : Math.ceil(input.height / stride);
  const [across, down] = global ? [input.width, input.height] : [kernel, kernel];
  const data = new Float32Array(input.channels * width * height);
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / (width * height));
    const [x, y] = [(i % width) * stride - margin, (Math.floor(i / width) % height) * stride - margin];
    let [sum, count] = [0, 0];
    for (let row = Math.max(0, y); row < Math.min(y + down, input.height); row++) {
      for (let column = Math.max(0, x); column < Math.min(x + across, input.width); column++) {
        sum += input.data[(channel * input.height + row) * input.width + column]!;
        count += 1;
      }
    }
    data[i] = sum / count;
  }
  return { channels: input.channels, width, height, data };
}
