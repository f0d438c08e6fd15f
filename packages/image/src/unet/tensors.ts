import { type Tensor, type Tensors } from '@frameloom/nn';

/** Name of the layer whose two halves diffusers keeps in one matrix. */
const gatedName = /\.ff\.net\.0\.proj\.(weight|bias)$/;

/**
 * The tensors of a `UNet2DConditionModel` as the layers of its network want them: what is gated apart from the gate. They
 * share the memory of those given.
 */
export function arrangeUnetTensors(tensors: Tensors): Tensors {
  const arranged = new Map<string, Tensor>();
  for (const [name, tensor] of tensors) {
    const found = gatedName.exec(name);
    if (!found || tensor.shape[0]! % 2 !== 0) {
      arranged.set(name, tensor);
      continue;
    }
    // First the values, then what becomes their gate.
    const base = name.slice(0, name.length - found[1]!.length);
    arranged.set(`${base}gated.${found[1]}`, halfOf(tensor, 0));
    arranged.set(name, halfOf(tensor, 1));
  }
  return arranged;
}

function halfOf(tensor: Tensor, index: 0 | 1): Tensor {
  const [rows = 0, ...rest] = tensor.shape;
  const half = tensor.data.length / 2;
  const data = tensor.data.subarray(index * half, (index + 1) * half) as typeof tensor.data;
  return { ...tensor, shape: [rows / 2, ...rest], data };
}
