import { createTensor, toFloat32, type Tensor, type Tensors } from '@frameloom/nn';
import { clampName } from './tiny-architecture.ts';
import type { TinyConfig } from './tiny-config.ts';

/** Latents are kept within ± this, softly. */
const magnitude = 3;

/** The tensors of a decoder that begins with 3 · tanh(x / 3): a layer for the tanh, its 3 in the weights that follow. */
export function withClamp(tensors: Tensors, { latentChannels }: TinyConfig): Tensors {
  const first = 'decoder.layers.0.weight';
  const identity = new Float32Array(latentChannels ** 2);
  for (let i = 0; i < latentChannels; i++) identity[i * (latentChannels + 1)] = 1 / magnitude;
  const weight = tensors.get(first);
  const changed = new Map<string, Tensor>(tensors);
  changed.set(`${clampName}.weight`, createTensor([latentChannels, latentChannels, 1, 1], identity));
  if (weight)
    changed.set(
      first,
      createTensor(
        weight.shape,
        toFloat32(weight).map((value) => value * magnitude),
      ),
    );
  return changed;
}
