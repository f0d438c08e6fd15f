import { createTensor, toFloat32, type Tensor, type Tensors } from '@frameloom/nn';

/** Transposes the kernels of a network, for maps that are stored column by column. */
export function transpose(tensors: Tensors): Tensors {
  return new Map([...tensors].map(([name, tensor]) => [name, transposeKernel(tensor)]));
}

/** [outputs, inputs, y, x] to [outputs, inputs, x, y]; others stay as they are. */
function transposeKernel(tensor: Tensor): Tensor {
  const [, , height = 1, width = 1] = tensor.shape;
  if (tensor.shape.length !== 4 || height !== width || width === 1) return tensor;
  const values = toFloat32(tensor);
  const area = width * height;
  const turned = values.map((_, i) => {
    const [kernel, y, x] = [Math.floor(i / area), Math.floor((i % area) / width), i % width];
    return values[kernel * area + x * width + y]!;
  });
  return createTensor(tensor.shape, turned);
}
