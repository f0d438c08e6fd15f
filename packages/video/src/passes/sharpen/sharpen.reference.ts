import { clamp, texelOf, type Picture } from '../picture.ts';

/** sharpen.wgsl in plain TypeScript. */
export function sharpenReference(source: Picture, sharpness: number): Picture {
  const { width, height } = source;
  const result: Picture = { width, height, data: new Float32Array(width * height * 3) };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const at = (dx: number, dy: number): number => clamp(texelOf(source, x + dx, y + dy, channel), 0, 1);
        const e = at(0, 0);
        const ring = [at(0, -1), at(-1, 0), at(1, 0), at(0, 1)];
        const low = Math.min(e, ...ring);
        const high = Math.max(e, ...ring);
        const room = Math.sqrt(clamp(Math.min(low, 1 - high) / Math.max(high, 1e-4), 0, 1));
        const weight = -0.2 * sharpness * room;
        const sum = ring.reduce((total, value) => total + value, 0);
        result.data[(y * width + x) * 3 + channel] = clamp((e + weight * sum) / (1 + 4 * weight), 0, 1);
      }
    }
  }
  return result;
}
