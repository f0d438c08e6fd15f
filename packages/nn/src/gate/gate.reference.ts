/** gate.wgsl in plain TypeScript, for one number. */
export function gateReference(state: number, gate: number, candidate: number): number {
  return (1 - gate) * state + gate * candidate;
}
