import type { Plane } from './separable.ts';

/** An 8-bit RGBA picture, rows top first; alpha is ignored by every metric. */
export type Picture = {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
};

/** Throws unless both pictures have one size and all their bytes. */
export function assertSameSize(a: Picture, b: Picture): void {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(
      `metrics: pictures differ in size, ${a.width}×${a.height} and ${b.width}×${b.height}.`,
    );
  }
  for (const { width, height, pixels } of [a, b]) {
    if (pixels.length !== width * height * 4) {
      throw new RangeError(`metrics: ${pixels.length} bytes are no ${width}×${height} RGBA picture.`);
    }
  }
}

/** Rec. 709 luma of the encoded values, 0 to 255. */
export function lumaOf(picture: Picture): Plane {
  const { pixels } = picture;
  const luma = new Float32Array(picture.width * picture.height);
  for (let i = 0; i < luma.length; i++) {
    luma[i] = 0.2126 * pixels[4 * i]! + 0.7152 * pixels[4 * i + 1]! + 0.0722 * pixels[4 * i + 2]!;
  }
  return luma;
}
