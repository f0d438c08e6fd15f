import type { Picture } from '../metrics/picture.ts';

/** The cubic of Keys with a = −0.5, the "bicubic" of most tools. */
export function keys(x: number): number {
  const d = Math.abs(x);
  if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
  return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
}

/**
 * A picture of even sides at half the size: bicubic, widened to the new pixels so that nothing aliases, on gamma-encoded
 * values, rounded to bytes. Taps beyond the border are left out and the others weigh more, as Pillow does it.
 */
export function halve({ width, height, pixels }: Picture): Picture {
  if (width % 2 || height % 2) throw new RangeError(`halve: ${width}×${height} has an odd side.`);
  const columns = halveRows(pixels, width, height, 4, width * 4);
  const half = width / 2;
  // Rows of the result are columns of what was halved: the same code with steps exchanged.
  const result = halveRows(columns, height, half, half * 4, 4);
  return { width: half, height: height / 2, pixels: result };
}

const taps = Array.from({ length: 8 }, (_, i) => keys((i - 3.5) / 2));

/** `lines` lines of `count` pixels; `step` from pixel to pixel, `stride` from line to line; the result's lines are half as long. */
function halveRows(
  source: Uint8Array,
  count: number,
  lines: number,
  step: number,
  stride: number,
): Uint8Array<ArrayBuffer> {
  const along = step === 4;
  const half = count / 2;
  const result = new Uint8Array(half * lines * 4);
  const [outStep, outStride] = along ? [4, half * 4] : [step, 4];
  for (let at = 0; at < half; at++) {
    const first = 2 * at - 3;
    const from = Math.max(0, first);
    const to = Math.min(count, first + 8);
    let total = 0;
    for (let i = from; i < to; i++) total += taps[i - first]!;
    for (let line = 0; line < lines; line++) {
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0;
        for (let i = from; i < to; i++) sum += taps[i - first]! * source[line * stride + i * step + channel]!;
        const rounded = Math.round(sum / total);
        result[line * outStride + at * outStep + channel] = rounded < 0 ? 0 : rounded > 255 ? 255 : rounded;
      }
    }
  }
  return result;
}
