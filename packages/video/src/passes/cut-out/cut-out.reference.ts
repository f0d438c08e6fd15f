import type { Size } from '../../size.ts';

/** Alpha of a texture (0 … 1, row by row), sampled linearly at every pixel of `target`, as cut-out.wgsl does. */
export function enlargedAlpha(alpha: readonly number[], source: Size, target: Size): number[] {
  const at = (x: number, y: number): number => {
    const column = Math.min(source.width - 1, Math.max(0, x));
    return alpha[Math.min(source.height - 1, Math.max(0, y)) * source.width + column]!;
  };
  return Array.from({ length: target.width * target.height }, (_, i) => {
    const x = (((i % target.width) + 0.5) * source.width) / target.width - 0.5;
    const y = ((Math.floor(i / target.width) + 0.5) * source.height) / target.height - 0.5;
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [fx, fy] = [x - left, y - top];
    const upper = at(left, top) * (1 - fx) + at(left + 1, top) * fx;
    const lower = at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx;
    return upper * (1 - fy) + lower * fy;
  });
}
