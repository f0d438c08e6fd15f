import { createTensor, halfToFloat, toFloat32, type Tensor } from '@frameloom/gpu/files';
import {
  createLinear,
  createMatrix,
  createWeights,
  quantise,
  type Quantised,
  type WeightFormat,
} from '@frameloom/nn';
import { floatConstant, type OnnxConstant } from '../../../support/onnx-graph.ts';
import type { Halves, OperatorCase, PeerModel } from './types.ts';

/** A linear layer: of one row a matrix–vector product, of many a matrix–matrix product. */
export function linearCase(
  halves: Halves,
  weights: WeightFormat,
  [rows, inputs, outputs]: readonly [number, number, number],
): OperatorCase {
  return {
    name: `linear, ${rows} × ${inputs} → ${outputs}, ${weights} weights`,
    halves,
    async prepare({ gpu, pool, precision, draw, matrix }) {
      const linear = await createLinear(gpu, { precision, weights, label: 'bench/linear' });
      const drawn = createTensor([outputs, inputs], draw(outputs * inputs, Math.sqrt(3 / inputs)));
      const weight = weights === 'q8' || weights === 'q4' ? quantise(drawn, weights) : drawn;
      const uploaded = createWeights(gpu, pool, { label: 'weights', weight, format: weights });
      const input = matrix('input', rows, inputs);
      const output = createMatrix(pool, { label: 'output', rows, columns: outputs, format: halves });
      return {
        cost: linear.costs(rows, uploaded),
        record: (encoder) => linear.record(encoder, { input, weights: uploaded, output }),
        output,
        peer: {
          ...('scales' in weight ? packed(weight, halves) : plain(weight, halves)),
          inputs: { input: { buffer: input.buffer, type: 'float', dims: [rows, inputs] } },
          output: [rows, outputs],
        },
        dispose: () => linear.dispose(),
      };
    },
  };
}

type Weighted = Pick<PeerModel, 'nodes' | 'constants'>;

/** MatMul wants [inputs, outputs]. */
function plain(weight: Tensor, halves: Halves): Weighted {
  const [outputs = 0, inputs = 0] = weight.shape;
  const data = toFloat32(weight);
  const turned = Float32Array.from(
    { length: data.length },
    (_, i) => data[(i % outputs) * inputs + Math.floor(i / outputs)]!,
  );
  const type = halves === 'f32' ? 'float32' : 'float16';
  return {
    nodes: [{ op: 'MatMul', inputs: ['input', 'weight'], output: 'output' }],
    constants: [floatConstant('weight', type, [inputs, outputs], turned)],
  };
}

/** The same bits and scales as blocks of 32 for MatMulNBits, which counts from the middle of what the bits can hold. */
function packed({ format, shape, values, scales }: Quantised, halves: Halves): Weighted {
  const [outputs, inputs] = shape;
  const bits = format === 'q8' ? 8 : 4;
  const data = format === 'q8' ? values.map((byte) => byte ^ 0x80) : pairNeighbours(values);
  const blocks = inputs / 32;
  const halfScales: OnnxConstant = { name: 'scales', type: 'float16', dims: [outputs, blocks], data: scales };
  return {
    nodes: [
      {
        op: 'MatMulNBits',
        domain: 'com.microsoft',
        inputs: ['input', 'weight', 'scales'],
        output: 'output',
        attributes: { K: inputs, N: outputs, bits, block_size: 32 },
      },
    ],
    constants: [
      { name: 'weight', type: 'uint8', dims: [outputs, blocks, bits * 4], data },
      halves === 'f16'
        ? halfScales
        : floatConstant('scales', 'float32', [outputs, blocks], Float32Array.from(scales, halfToFloat)),
    ],
  };
}

/** From elements i and i + 16 of a block in a byte to elements 2i and 2i + 1. */
function pairNeighbours(values: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const element = (block: number, i: number): number => {
    const byte = values[block * 16 + (i % 16)]!;
    return i < 16 ? byte & 15 : byte >> 4;
  };
  return Uint8Array.from(values, (_, i) => {
    const [block, pair] = [Math.floor(i / 16), i % 16];
    return element(block, 2 * pair) | (element(block, 2 * pair + 1) << 4);
  });
}
