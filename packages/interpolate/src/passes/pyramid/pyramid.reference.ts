import { toYCoCg, type Grid, type Rgb } from '@frameloom/gpu/frame/reference';

/** The maths of pyramid.wgsl; levels hold three numbers per texel. */
export function pyramidReference(source: Grid, first: boolean): Grid {
  const [width, height] = [Math.ceil(source.width / 2), Math.ceil(source.height / 2)];
  const data = new Float64Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const mean = [0, 1, 2].map((c) => {
      let sum = 0;
      for (let k = 0; k < 4; k++) {
        const x = Math.min(2 * (i % width) + (k & 1), source.width - 1);
        const y = Math.min(2 * Math.floor(i / width) + (k >> 1), source.height - 1);
        sum += source.data[(y * source.width + x) * source.channels + c]! / 4;
      }
      return sum;
    }) as Rgb;
    const [y, co, cg] = toYCoCg(mean);
    data.set(first ? [y, co + 0.5, cg + 0.5] : mean, i * 3);
  }
  return { width, height, channels: 3, data };
}
