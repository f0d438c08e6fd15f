/** WGSL's `clamp`. */
export function clamp(v: number, low: number, high: number): number {
  return Math.min(Math.max(v, low), high);
}

/** WGSL's `smoothstep`. */
export function smoothstep(low: number, high: number, v: number): number {
  const t = clamp((v - low) / (high - low), 0, 1);
  return t * t * (3 - 2 * t);
}
