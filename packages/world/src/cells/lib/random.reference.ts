/** random.wgsl in plain TypeScript: PCG3D, uniform in (0, 1). */
export function randomReference(seed: number, step: number, index: number): number {
  const step1 = (value: number): number => (Math.imul(value, 1664525) + 1013904223) >>> 0;
  let [x, y, z] = [step1(seed), step1(step), step1(index)];
  const mix = (): void => {
    x = (x + Math.imul(y, z)) >>> 0;
    y = (y + Math.imul(z, x)) >>> 0;
    z = (z + Math.imul(x, y)) >>> 0;
  };
  mix();
  x = (x ^ (x >>> 16)) >>> 0;
  y = (y ^ (y >>> 16)) >>> 0;
  z = (z ^ (z >>> 16)) >>> 0;
  mix();
  return ((x >>> 8) + 0.5) / 2 ** 24;
}
