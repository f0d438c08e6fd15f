const floats = new Float32Array(1);
const words = new Uint32Array(floats.buffer);

/** The number that 16 bits of IEEE half precision stand for. */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The 16 bits of the half nearest to `value`, ties to even; beyond the largest half, infinity. */
export function floatToHalf(value: number): number {
  floats[0] = value;
  const word = words[0]!;
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Below 2^-14 halves are evenly spaced, 2^-24 apart; adding 0.5 makes the float unit round to that spacing.
    floats[0] = Math.abs(value) + 0.5;
    return sign | (words[0]! - 0x3f000000);
  }
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
}
