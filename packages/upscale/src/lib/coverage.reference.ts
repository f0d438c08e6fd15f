import { compress, expand, fromYCoCg, largest, type Rgb } from '@frameloom/gpu/frame/reference';

/** What the largest channel is divided by before it is compressed or expanded: 1 where alpha says nothing about colour. */
function coverage(alpha: number, premultiplied: boolean): number {
  return premultiplied ? Math.max(alpha, 1 / 64) : 1;
}

/** The maths of coverage.wgsl: compression of a colour that is premultiplied by `alpha`. */
export function compressCovered(c: Rgb, alpha: number, hdr: boolean, premultiplied: boolean): Rgb {
  const cover = coverage(alpha, premultiplied);
  return compress(c.map((v) => v / cover) as Rgb, hdr).map((v) => v * cover) as Rgb;
}

/** Inverse of {@link compressCovered}. */
export function expandCovered(c: Rgb, alpha: number, hdr: boolean, premultiplied: boolean): Rgb {
  const cover = coverage(alpha, premultiplied);
  return expand(c.map((v) => v / cover) as Rgb, hdr).map((v) => v * cover) as Rgb;
}

/** How far a colour in YCoCg is compressed: 0 not at all, towards 1 for the brightest. */
export function compressionOf(c: Rgb, alpha: number, hdr: boolean, premultiplied: boolean): number {
  if (!hdr) return 0;
  return Math.min(Math.max(...fromYCoCg(c), 0) / coverage(alpha, premultiplied), largest);
}
