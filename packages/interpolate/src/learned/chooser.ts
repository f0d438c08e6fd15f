import { createPool, FrameloomError, type Gpu } from '@frameloom/gpu';
import { toFloat32, type Tensors } from '@frameloom/gpu/files';

/** Units of the hidden layer, evidence of a pixel, candidates; see passes/blend/learned.wgsl. */
const [units, evidence, candidates] = [12, 16, 6];

/** Weights of the perceptron that each asked pixel runs. */
export type Chooser = { readonly buffer: GPUBuffer; readonly bytes: number; dispose(): void };

/**
 * Uploads the weights that a model has beside its layers.
 *
 * @throws FrameloomError `load-failed`, where it has none or of other shapes.
 */
export function createChooser(gpu: Gpu, label: string, tensors: Tensors): Chooser {
  const data = packChooser(label, tensors);
  const pool = createPool(gpu, label);
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
  const buffer = pool.buffer({ label: `${label}/chooser`, size: data.byteLength, usage });
  gpu.device.queue.writeBuffer(buffer, 0, data);
  return {
    buffer,
    get bytes() {
      return pool.bytes;
    },
    dispose: () => pool.dispose(),
  };
}

/** As learned.wgsl has them: matrices of 4×4 by blocks of outputs and inputs, column by column, then the bias. */
export function packChooser(label: string, tensors: Tensors): Float32Array<ArrayBuffer> {
  const hidden = packMatrix(read(label, tensors, 'hidden', [units, evidence]), units, evidence);
  const out = packMatrix(read(label, tensors, 'out', [candidates, units]), candidates, units);
  const bias = new Float32Array(8);
  bias.set(read(label, tensors, 'bias', [candidates]));
  return Float32Array.from([...hidden, ...out, ...bias]);
}

function read(label: string, tensors: Tensors, part: string, shape: readonly number[]): Float32Array {
  const tensor = tensors.get(`chooser.${part}`);
  if (tensor && tensor.shape.join() === shape.join()) return toFloat32(tensor);
  throw new FrameloomError(
    'load-failed',
    `${label}: the model has no tensor "chooser.${part}" of the shape [${shape.join(', ')}]. Give a model from models/interpolate.`,
  );
}

function packMatrix(values: Float32Array, rows: number, columns: number): Float32Array {
  const [down, across] = [Math.ceil(rows / 4), columns / 4];
  const packed = new Float32Array(down * across * 16);
  values.forEach((value, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    packed[((row >> 2) * across + (column >> 2)) * 16 + (column & 3) * 4 + (row & 3)] = value;
  });
  return packed;
}
