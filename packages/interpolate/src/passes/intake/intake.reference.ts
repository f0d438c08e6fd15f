import { compress, neighbours, type Rgb } from '@frameloom/gpu/frame/reference';

type Size = { width: number; height: number };

/** The maths of intake.wgsl for one picture: four numbers per pixel in the working range. */
export function intakeReference(color: ArrayLike<number>, size: Size, hdr: boolean): Float64Array {
  const result = new Float64Array(size.width * size.height * 4);
  for (let i = 0; i < size.width * size.height; i++) {
    let rgb = rgbAt(color, i);
    if (!isValid(rgb)) {
      const valid = neighbours(i % size.width, Math.floor(i / size.width), size.width, size.height)
        .map((tap) => rgbAt(color, tap))
        .filter(isValid);
      rgb = [0, 1, 2].map((c) => valid.reduce((sum, v) => sum + v[c]!, 0) / Math.max(valid.length, 1)) as Rgb;
    }
    const alpha = color[i * 4 + 3]!;
    const kept = compress(rgb.map((v) => Math.max(v, 0)) as Rgb, hdr);
    result.set([...kept, Number.isFinite(alpha) ? Math.min(Math.max(alpha, 0), 1) : 1], i * 4);
  }
  return result;
}

function rgbAt(color: ArrayLike<number>, pixel: number): Rgb {
  return [color[pixel * 4]!, color[pixel * 4 + 1]!, color[pixel * 4 + 2]!];
}

// rgba16float's last values are what an overflow leaves behind.
function isValid(rgb: Rgb): boolean {
  return rgb.every((v) => Number.isFinite(v) && Math.abs(v) < 65000);
}
