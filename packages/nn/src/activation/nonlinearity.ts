/**
 * Activation of a transformer: `silu` is x·σ(x), `gelu` the exact one by erf, `gelu-tanh` its approximation by tanh,
 * `quick-gelu` x·σ(1.702 x).
 */
export type Nonlinearity = 'none' | 'relu' | 'silu' | 'gelu' | 'gelu-tanh' | 'quick-gelu';

/** Values of the override `activation` in nonlinearity.wgsl. */
export const nonlinearities: Readonly<Record<Nonlinearity, number>> = {
  none: 0,
  relu: 1,
  silu: 2,
  gelu: 3,
  'gelu-tanh': 4,
  'quick-gelu': 5,
};

/** nonlinearity.wgsl in plain TypeScript. */
export function activateReference(x: number, activation: Nonlinearity): number {
  const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
  if (activation === 'relu') return Math.max(x, 0);
  if (activation === 'silu') return x * sigmoid(x);
  if (activation === 'gelu') return 0.5 * x * (1 + erfReference(x / Math.SQRT2));
  if (activation === 'gelu-tanh') {
    return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
  }
  return activation === 'quick-gelu' ? x * sigmoid(1.702 * x) : x;
}

/** The error function by its series, and by its continued fraction where that converges slowly. */
function erfReference(x: number): number {
  const a = Math.abs(x);
  if (a > 3) {
    let fraction = a;
    for (let n = 60; n >= 1; n--) fraction = a + n / 2 / fraction;
    return Math.sign(x) * (1 - Math.exp(-a * a) / (Math.sqrt(Math.PI) * fraction));
  }
  let [term, sum] = [x, x];
  for (let n = 1; n < 80; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
