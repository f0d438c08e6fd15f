import type { Planes } from '../conv2d/conv2d.reference.ts';

/** pointer-arg-max.wgsl in plain TypeScript. */
export function pointerArgMaxReference(
  scores: Planes,
  classes: Planes,
  [reachX, reachY]: readonly [number, number],
): Planes {
  const { width, height } = scores;
  const pixels = width * height;
  const columns = 2 * reachX + 1;
  const named = scores.channels - columns * (2 * reachY + 1);
  const clamp = (at: number, size: number): number => Math.min(Math.max(at, 0), size - 1);
  const data = Float32Array.from({ length: pixels }, (_, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const exps = Array.from({ length: scores.channels }, (_, k) =>
      Math.exp(scores.data[k * pixels + pixel]!),
    );
    const shares = exps.slice(0, named);
    exps.slice(named).forEach((share, k) => {
      const fromX = clamp(x + (k % columns) - reachX, width);
      const fromY = clamp(y + Math.floor(k / columns) - reachY, height);
      const named = classes.data[fromY * width + fromX]!;
      if (named < shares.length) shares[named]! += share;
    });
    return shares.indexOf(Math.max(...shares));
  });
  return { channels: 1, width, height, data };
}
