import { clamp, texelOf, type Picture } from '../picture.ts';

/** As in assemble.wgsl: for a position a quarter after the second tap. */
const cubic = [-0.0703125, 0.8671875, 0.2265625, -0.0234375];

/**
 * assemble.wgsl in plain TypeScript.
 *
 * @param head Four luma residuals per source pixel, for the sub-pixels (0,0) (1,0) (0,1) (1,1).
 */
export function assembleReference(source: Picture, head: ArrayLike<number>): Picture {
  const width = source.width * 2;
  const height = source.height * 2;
  const result: Picture = { width, height, data: new Float32Array(width * height * 3) };
  const weights = (sub: number): number[] => (sub === 1 ? cubic : cubic.toReversed());
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [ax, ay, sx, sy] = [x >> 1, y >> 1, x & 1, y & 1];
      const residual = head[(ay * source.width + ax) * 4 + sy * 2 + sx]!;
      for (let channel = 0; channel < 3; channel++) {
        let sum = residual;
        weights(sy).forEach((wy, j) =>
          weights(sx).forEach((wx, i) => {
            sum += wy * wx * texelOf(source, ax - 2 + sx + i, ay - 2 + sy + j, channel);
          }),
        );
        result.data[(y * width + x) * 3 + channel] = clamp(sum, 0, 1);
      }
    }
  }
  return result;
}
