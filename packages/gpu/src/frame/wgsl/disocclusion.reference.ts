/** The limit of disocclusion.wgsl. */
export function occlusionLimit(nearness: number, tolerance: { relative: number; absolute: number }): number {
  return nearness * (1 + tolerance.relative) + tolerance.absolute;
}

/** The maths of disocclusion.wgsl: how far surfaces nearer than `limit` cover the footprint at `uv`, 0…1. */
export function shareNearer(
  surfaces: ArrayLike<number>,
  { width, height }: { width: number; height: number },
  limit: number,
  uv: readonly [number, number],
): number {
  const [px, py] = [uv[0] * width - 0.5, uv[1] * height - 0.5];
  let hidden = 0;
  for (let i = 0; i < 4; i++) {
    const [tx, ty] = [Math.floor(px) + (i & 1), Math.floor(py) + (i >> 1)];
    if (tx < 0 || ty < 0 || tx >= width || ty >= height) continue;
    const weight = (1 - Math.abs(px - tx)) * (1 - Math.abs(py - ty));
    if (surfaces[ty * width + tx]! > limit) hidden += weight;
  }
  const t = Math.min(Math.max((hidden - 0.05) / 0.55, 0), 1);
  return t * t * (3 - 2 * t);
}
