import { linspace } from './timesteps.ts';

/** Noise beside a signal of 1, σ = √((1 − ᾱ) / ᾱ). */
export function sigmaOf(alpha: number): number {
  return Math.sqrt((1 - alpha) / alpha);
}

/** The value of `table` at a position between its entries. */
export function interpolate(table: ArrayLike<number>, at: number): number {
  const low = Math.min(Math.max(Math.floor(at), 0), table.length - 1);
  const high = Math.min(low + 1, table.length - 1);
  return table[low]! + (table[high]! - table[low]!) * Math.min(Math.max(at - low, 0), 1);
}

/** Karras et al. 2022, equation 5, with ρ = 7: from the largest of `sigmas` (in any order of time) to the smallest. */
export function karrasSigmas(smallest: number, largest: number, count: number): number[] {
  const rho = 7;
  const [from, to] = [largest ** (1 / rho), smallest ** (1 / rho)];
  return linspace(0, 1, count).map((ramp) => (from + ramp * (to - from)) ** rho);
}

/** The training step, with a fraction, whose σ this is, by its logarithm; `sigmas` grows. */
export function timestepOf(sigma: number, sigmas: Float64Array): number {
  const log = Math.log(Math.max(sigma, 1e-10));
  let low = 0;
  while (low < sigmas.length - 2 && Math.log(sigmas[low + 1]!) <= log) low += 1;
  const [a, b] = [Math.log(sigmas[low]!), Math.log(sigmas[low + 1]!)];
  return low + Math.min(Math.max((a - log) / (a - b), 0), 1);
}
