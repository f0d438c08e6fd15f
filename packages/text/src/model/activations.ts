import { FrameloomError, show } from '@frameloom/gpu';
import type { MatrixActivation } from '@frameloom/nn';
import type { ConfigFields } from './fields.ts';

const activations: Readonly<Record<string, MatrixActivation>> = {
  silu: 'silu',
  swish: 'silu',
  gelu: 'gelu',
  gelu_new: 'gelu-tanh',
  gelu_pytorch_tanh: 'gelu-tanh',
  relu: 'relu',
};

/** The activation that a field names as transformers does. Throws `unsupported`. */
export function readActivation(fields: ConfigFields, name: string, fallback: string): MatrixActivation {
  const activation = fields.text(name, fallback);
  if (Object.hasOwn(activations, activation)) return activations[activation]!;
  throw new FrameloomError('unsupported', `${fields.where}: ${name} ${show(activation)} is not known.`);
}
