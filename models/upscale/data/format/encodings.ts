// How single values are stored; decimate.wgsl writes them, these read them.

/** Linear r, g, b of a shared-exponent texel. */
export function decodeRgb9e5(word: number): [number, number, number] {
  const scale = 2 ** ((word >>> 27) - 24);
  return [(word & 511) * scale, ((word >>> 9) & 511) * scale, ((word >>> 18) & 511) * scale];
}

/** Distance from the camera in world units; Infinity where nothing wrote depth. */
export function decodeDistance(level: number, near: number, far: number): number {
  return level === 65535 ? Number.POSITIVE_INFINITY : near * (far / near) ** (level / 65534);
}

/** The depth buffer's value, 0 at near and 1 at far. */
export function decodeDepth(level: number, near: number, far: number): number {
  if (level === 65535) return 1;
  return (far - (near * far) / decodeDistance(level, near, far)) / (far - near);
}

/** The number that a half float stands for. */
export function decodeHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
}
