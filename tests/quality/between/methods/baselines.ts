// What every frame generator has to be better than.
import { halfToNumber } from '../../engine/half.ts';
import { readTexture } from '../../engine/readback.ts';
import type { BetweenContext, BetweenMethod, BetweenRun, Rendered } from '../types.ts';

type Bytes = Uint8Array<ArrayBuffer>;
type Make = (
  previous: Rendered,
  current: Rendered,
  t: number,
  context: BetweenContext,
) => Bytes | Promise<Bytes>;

/** The nearest rendered frame; the earlier one of two that are equally near. */
export const repeat: BetweenMethod = {
  name: 'repeat',
  summary: 'the nearest rendered frame again',
  create: pairwise((previous, current, t) => (t > 0.5 ? current : previous).pixels),
};

/** The mean of both rendered frames, of encoded values. */
export const blend: BetweenMethod = {
  name: 'blend',
  summary: 'mean of both rendered frames by time',
  create: pairwise((previous, current, t) => {
    const [a, b] = [previous.pixels, current.pixels];
    return Uint8Array.from(a, (value, i) => Math.round(value * (1 - t) + b[i]! * t));
  }),
};

/** Plain reprojection: both frames along the motion that the current frame has in this very pixel, blended. */
export const motion: BetweenMethod = {
  name: 'motion',
  summary: 'both rendered frames reprojected by the motion vector of the pixel, blended by time',
  create: pairwise(async (previous, current, t, { device, size, renderSize }) => {
    const halves = new Uint16Array((await readTexture(device, current.velocity)).buffer);
    const { width, height } = size;
    const result = new Uint8Array(width * height * 4).fill(255);
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
      const tx = Math.min(Math.floor((x / width) * renderSize.width), renderSize.width - 1);
      const ty = Math.min(Math.floor((y / height) * renderSize.height), renderSize.height - 1);
      const texel = 4 * (ty * renderSize.width + tx);
      const mx = halfToNumber(halves[texel]!) * -0.5 * width;
      const my = halfToNumber(halves[texel + 1]!) * 0.5 * height;
      for (let c = 0; c < 3; c++) {
        const a = sample(previous.pixels, width, height, x + t * mx, y + t * my, c);
        const b = sample(current.pixels, width, height, x - (1 - t) * mx, y - (1 - t) * my, c);
        result[i * 4 + c] = Math.round(a * (1 - t) + b * t);
      }
    }
    return result;
  }),
};

function pairwise(make: Make): BetweenMethod['create'] {
  return async (context): Promise<BetweenRun> => {
    let previous: Rendered | undefined;
    let current: Rendered | undefined;
    return {
      async add(frame) {
        previous = current;
        current = frame;
      },
      async make(t) {
        return make(previous!, current!, t, context);
      },
      dispose: () => {},
    };
  };
}

/** Bilinear, clamped to the edge. */
function sample(pixels: Bytes, width: number, height: number, x: number, y: number, channel: number): number {
  const cx = Math.min(Math.max(x - 0.5, 0), width - 1);
  const cy = Math.min(Math.max(y - 0.5, 0), height - 1);
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const [x1, y1] = [Math.min(x0 + 1, width - 1), Math.min(y0 + 1, height - 1)];
  const [fx, fy] = [cx - x0, cy - y0];
  const at = (px: number, py: number): number => pixels[4 * (py * width + px) + channel]!;
  const top = at(x0, y0) * (1 - fx) + at(x1, y0) * fx;
  return top * (1 - fy) + (at(x0, y1) * (1 - fx) + at(x1, y1) * fx) * fy;
}
