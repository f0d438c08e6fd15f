import type { Tensor, Tensors } from '@frameloom/nn';
import type { KlConfig } from './kl-config.ts';

/** What files from before diffusers 0.17 call the parts of attention. */
const oldNames: readonly (readonly [string, string])[] = [
  ['.query.', '.to_q.'],
  ['.key.', '.to_k.'],
  ['.value.', '.to_v.'],
  ['.proj_attn.', '.to_out.0.'],
];

/**
 * The tensors of an `AutoencoderKL` by the names of today's diffusers; matrices that were kept as convolutions become matrices. Of
 * the encoder's last layer the part that makes the mean is left.
 */
export function arrangeKlTensors(tensors: Tensors, { latentChannels, quant }: KlConfig): Tensors {
  const last = quant ? 'quant_conv.' : 'encoder.conv_out.';
  const arranged = new Map<string, Tensor>();
  for (const [name, tensor] of tensors) {
    const isAttention = name.includes('.attentions.');
    const renamed = isAttention ? oldNames.reduce((text, [old, now]) => text.replace(old, now), name) : name;
    const isFlat = isAttention && tensor.shape.length === 4;
    const used = name.startsWith(last) ? firstRows(tensor, latentChannels) : tensor;
    arranged.set(renamed, isFlat ? { ...tensor, shape: tensor.shape.slice(0, 2) } : used);
  }
  return arranged;
}

/** Half of the rows of a tensor; one of another size stays, to be refused later. */
function firstRows(tensor: Tensor, rows: number): Tensor {
  const [all = 0, ...rest] = tensor.shape;
  if (all !== 2 * rows) return tensor;
  const data = tensor.data.subarray(0, tensor.data.length / 2) as typeof tensor.data;
  return { ...tensor, shape: [rows, ...rest], data };
}
