/**
 * What follows a layer's sums. `gelu` is the exact one by the error function, `gelu-tanh` its approximation by tanh, and
 * `quick-gelu` x · sigmoid(1.702 · x).
 */
export type Activation =
  | 'none'
  | 'relu'
  | 'leaky-relu'
  | 'sigmoid'
  | 'tanh'
  | 'silu'
  | 'gelu'
  | 'gelu-tanh'
  | 'quick-gelu';

/** All activations, in the order of activation.wgsl. */
export const activations: readonly Activation[] = [
  'none',
  'relu',
  'leaky-relu',
  'sigmoid',
  'tanh',
  'silu',
  'gelu',
  'gelu-tanh',
  'quick-gelu',
];

/** Activations of matrices, whose rows are filled up with zeros: those that leave zero as it is. */
export type MatrixActivation = Exclude<Activation, 'sigmoid'>;

/** Their names. */
export const zeroPreserving: readonly MatrixActivation[] = activations.filter((name) => name !== 'sigmoid');

/** Fields of a layer that ends with an activation. */
export type Activated = {
  /** Default `'none'`. */
  activation?: Activation;
  /** Of `'leaky-relu'` below zero. Default 0.1. */
  slope?: number;
};

/** Constants of activation.wgsl. */
export function activationConstants({ activation = 'none', slope = 0.1 }: Activated): Record<string, number> {
  return { activation: activations.indexOf(activation), slope };
}
