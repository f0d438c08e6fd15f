/** modulate.wgsl in plain TypeScript, for one number. */
export function modulateReference(value: number, scale: number, added: number, offset = 1): number {
  return value * (offset + scale) + added;
}
