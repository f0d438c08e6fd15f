import { clamp, fromYCoCg, largest, type Rgb } from '@frameloom/gpu/frame/reference';
import { expandCovered } from '../../lib/coverage.reference.ts';

/** The maths of sharpen.wgsl: history in (Y, Co, Cg, …) per texel and 1 where a thin thing moves, linear rgb and alpha out. */
export function sharpenReference(
  history: ArrayLike<number>,
  alphas: ArrayLike<number>,
  thin: ArrayLike<number>,
  size: { width: number; height: number },
  options: { sharpness: number; exposure: number; preExposure: number; hdr: boolean; premultiplied: boolean },
): Float64Array {
  const { width, height } = size;
  const limit = 0.1875;
  const load = (x: number, y: number): Rgb => {
    const at = (clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)) * 4;
    const rgb = fromYCoCg([history[at]!, history[at + 1]!, history[at + 2]!]);
    return rgb.map((v) => Math.min(v, largest)) as Rgb;
  };
  const alphaAt = (x: number, y: number): number =>
    alphas[clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)]!;
  const out = new Float64Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const around = [load(x, y - 1), load(x - 1, y), load(x + 1, y), load(x, y + 1)];
      const own = load(x, y);
      const corners = [0, 1, 2, 3].map((n) => {
        const [vertical, horizontal] = [around[n > 1 ? 3 : 0]!, around[n & 1 ? 2 : 1]!];
        return load(x + (n & 1) * 2 - 1, y + (n >> 1) * 2 - 1).map((value, k) => {
          const isFree = Math.max(vertical[k]!, horizontal[k]!) < 0.5 * own[k]!;
          return isFree ? value * thin[y * width + x]! : 0;
        });
      });
      const c = own.map((v, i) =>
        Math.max(
          [...around, ...corners].reduce((sum, tap) => sum + Math.min(tap[i]!, 0), v),
          0,
        ),
      );
      const cross = around.map((tap) => tap.map((v) => Math.max(v, 0)));
      const rooms = c.map((_, i) => {
        const values = cross.map((tap) => tap[i]!);
        const low = Math.min(...values);
        const high = Math.max(...values);
        const toZero = low / (4 * high + 1e-5);
        const toOne = (1 - high) / (4 * low - 4 - 1e-5);
        return Math.max(-toZero, toOne);
      });
      const lobe = Math.max(-limit, Math.min(Math.max(...rooms), 0)) * options.sharpness;
      const rgb = c.map((v, i) => {
        const sum = cross.reduce((s, tap) => s + tap[i]!, 0);
        return clamp((sum * lobe + v) / (4 * lobe + 1), 0, largest);
      }) as Rgb;
      let alpha = alphaAt(x, y);
      if (options.premultiplied) {
        const beside = alphaAt(x, y - 1) + alphaAt(x - 1, y) + alphaAt(x + 1, y) + alphaAt(x, y + 1);
        alpha = clamp((beside * lobe + alpha) / (4 * lobe + 1), 0, 1);
      }
      const linear = expandCovered(rgb, alpha, options.hdr, options.premultiplied);
      const gain = options.preExposure / options.exposure;
      out.set([...linear.map((v) => v * gain), alpha], (y * width + x) * 4);
    }
  }
  return out;
}
