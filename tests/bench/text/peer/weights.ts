import { halfToFloat, toFloat32 } from '@frameloom/gpu/files';
import { dequantise, type Quantised } from '@frameloom/nn';
import type { WeightSource } from '../../../../packages/text/src/load/weight-source.ts';
import { floatConstant, type OnnxConstant, type OnnxNode } from '../../../support/onnx-graph.ts';

/** What a graph gets of a weight: the nodes that use it, and what they need. */
export type Part = { nodes: OnnxNode[]; constants: OnnxConstant[] };

/** A matrix, quantised where the file has it so. */
type Matrix = Quantised | { shape: readonly [number, number]; floats: Float32Array };

/** `output = input · weightᵀ` with the bits of the file. `order`: rows of the weight in another order. */
export async function linear(
  source: WeightSource,
  name: string,
  { input, output, order }: { input: string; output: string; order?: readonly number[] | undefined },
): Promise<Part> {
  const read = await readMatrix(source, name);
  const matrix = order ? reorder(read, order) : read;
  return 'format' in matrix
    ? quantisedLinear(matrix, name, input, output)
    : floatLinear(matrix, name, input, output);
}

/** Values of a tensor as floats. */
export async function floats(source: WeightSource, name: string): Promise<Float32Array> {
  const tensor = await source.read(name, undefined);
  return toFloat32('format' in tensor ? dequantise(tensor) : tensor);
}

async function readMatrix(source: WeightSource, name: string): Promise<Matrix> {
  const tensor = await source.read(name, undefined);
  if ('format' in tensor && tensor.format === 'q8') return tensor;
  const [rows = 0, columns = 0] = tensor.shape;
  return { shape: [rows, columns], floats: await floats(source, name) };
}

function reorder(matrix: Matrix, order: readonly number[]): Matrix {
  const [rows, columns] = matrix.shape;
  const arrange = <T extends Float32Array | Uint8Array | Uint16Array>(values: T, ofRow: number): T => {
    const arranged = values.slice() as T;
    order.forEach((row, at) => arranged.set(values.subarray(row * ofRow, (row + 1) * ofRow), at * ofRow));
    return arranged;
  };
  if (order.length !== rows) throw new Error(`${order.length} rows are ordered, there are ${rows}.`);
  if (!('format' in matrix)) return { ...matrix, floats: arrange(matrix.floats, columns) };
  return { ...matrix, values: arrange(matrix.values, columns), scales: arrange(matrix.scales, columns / 32) };
}

function floatLinear(
  { shape: [rows, columns], floats: data }: Extract<Matrix, { floats: Float32Array }>,
  name: string,
  input: string,
  output: string,
): Part {
  const turned = Float32Array.from(data, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
  return {
    nodes: [{ op: 'MatMul', inputs: [input, name], output }],
    constants: [floatConstant(name, 'float32', [columns, rows], turned)],
  };
}

/** Blocks of 32 for MatMulNBits, which counts from the middle of what the bits can hold. */
function quantisedLinear(
  { shape: [outputs, inputs], values, scales }: Quantised,
  name: string,
  input: string,
  output: string,
): Part {
  const blocks = inputs / 32;
  const data = values.map((byte) => byte ^ 0x80);
  return {
    nodes: [
      {
        op: 'MatMulNBits',
        domain: 'com.microsoft',
        inputs: [input, name, `${name}.scales`],
        output,
        attributes: { K: inputs, N: outputs, bits: 8, block_size: 32 },
      },
    ],
    constants: [
      { name, type: 'uint8', dims: [outputs, blocks, 32], data },
      floatConstant(`${name}.scales`, 'float32', [outputs, blocks], Float32Array.from(scales, halfToFloat)),
    ],
  };
}
