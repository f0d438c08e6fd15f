import type { Activation } from './activations.ts';

/** activation.wgsl in plain TypeScript. */
export function activate(value: number, activation: Activation = 'none', slope = 0.1): number {
  const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
  switch (activation) {
    case 'relu':
      return Math.max(value, 0);
    case 'leaky-relu':
      return value < 0 ? slope * value : value;
    case 'sigmoid':
      return logistic(value);
    case 'tanh':
      return Math.tanh(value);
    case 'silu':
      return value * logistic(value);
    case 'gelu':
      return 0.5 * value * (1 + errorFunction(value / Math.SQRT2));
    case 'gelu-tanh':
      return 0.5 * value * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3)));
    case 'quick-gelu':
      return value * logistic(1.702 * value);
    default:
      return value;
  }
}

/** By its Taylor series, and 1 where that no longer matters. */
function errorFunction(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
