import { createTensor, toFloat32, type Tensor, type Tensors } from '@frameloom/nn';
import type { TransformerConfig } from './config.ts';

/** What the rows of `norm….linear` are, in their order, by how many widths there are. */
const parts: Readonly<Record<number, readonly string[]>> = {
  2: ['scale', 'shift'],
  6: ['shift', 'scale', 'gate', 'mlp_shift', 'mlp_scale', 'mlp_gate'],
  9: ['shift', 'scale', 'gate', 'mlp_shift', 'mlp_scale', 'mlp_gate', 'shift2', 'scale2', 'gate2'],
};
const normName = /^(.*norm(?:1|1_context|_out))\.linear\.(weight|bias)$/;

/**
 * The tensors of an `SD3Transformer2DModel` as the layers of its network want them: what a condition says in parts, kernels of 2×2
 * as 3×3 with zeros, and the output's rows by channels. Most share the memory of those given.
 */
export function arrangeTransformerTensors(
  tensors: Tensors,
  { width, outChannels }: TransformerConfig,
): Tensors {
  const arranged = new Map<string, Tensor>();
  for (const [name, tensor] of tensors) {
    const found = normName.exec(name);
    const names = found && parts[tensor.shape[0]! / width];
    if (names) {
      names.forEach((part, i) =>
        arranged.set(`${found[1]}.${part}.${found[2]}`, rowsOf(tensor, i * width, width)),
      );
    } else if (name === 'pos_embed.proj.weight' && tensor.shape[2] === 2) arranged.set(name, widened(tensor));
    else if (name.startsWith('proj_out.') && tensor.shape[0] === 4 * outChannels)
      arranged.set(name, byChannels(tensor, outChannels));
    else arranged.set(name, tensor);
  }
  return arranged;
}

function rowsOf(tensor: Tensor, start: number, count: number): Tensor {
  const [, ...rest] = tensor.shape;
  const size = tensor.data.length / tensor.shape[0]!;
  const data = tensor.data.subarray(start * size, (start + count) * size) as typeof tensor.data;
  return { ...tensor, shape: [count, ...rest], data };
}

/** A kernel of 2×2 in the upper left of one of 3×3. */
function widened(tensor: Tensor): Tensor {
  const [outputs = 0, inputs = 0] = tensor.shape;
  const values = toFloat32(tensor);
  const wide = new Float32Array(outputs * inputs * 9);
  values.forEach((value, i) => {
    wide[Math.floor(i / 4) * 9 + Math.floor((i % 4) / 2) * 3 + (i % 2)] = value;
  });
  return createTensor([outputs, inputs, 3, 3], wide);
}

/** From pixel, channel to channel, pixel, as `depth-to-space` wants them. */
function byChannels(tensor: Tensor, channels: number): Tensor {
  const values = toFloat32(tensor);
  const size = values.length / (4 * channels);
  const moved = new Float32Array(values.length);
  for (let pixel = 0; pixel < 4; pixel++)
    for (let channel = 0; channel < channels; channel++) {
      const from = (pixel * channels + channel) * size;
      moved.set(values.subarray(from, from + size), (channel * 4 + pixel) * size);
    }
  return createTensor(tensor.shape, moved);
}
