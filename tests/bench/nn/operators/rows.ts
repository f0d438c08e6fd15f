import { createTensor } from '@frameloom/gpu/files';
import {
  createAttention,
  createElementwise,
  createEmbedding,
  createLayerNorm,
  createMatrix,
  createRmsNorm,
  createRope,
  createWeights,
  ropeFrequencies,
} from '@frameloom/nn';
import { floatConstant, type OnnxType } from '../../../support/onnx-graph.ts';
import type { Halves, Kit, OperatorCase, PeerInput } from './types.ts';

const typeOf = (halves: Halves): OnnxType => (halves === 'f32' ? 'float32' : 'float16');
const floats = (buffer: GPUBuffer, dims: readonly number[]): PeerInput => ({ buffer, type: 'float', dims });
const epsilon = 1e-5;

/** A norm of rows with a weight, and a bias where it takes the mean off. */
export function normCase(
  halves: Halves,
  op: 'layer-norm' | 'rms-norm',
  rows: number,
  columns: number,
): OperatorCase {
  const isCentred = op === 'layer-norm';
  return {
    name: `${op}, ${rows} × ${columns}`,
    halves,
    async prepare({ gpu, pool, precision, draw, matrix }: Kit) {
      const norm = await (isCentred ? createLayerNorm : createRmsNorm)(gpu, { precision, epsilon });
      const [weight, bias] = [draw(columns), draw(columns)];
      const upload = (values: Float32Array<ArrayBuffer>): GPUBuffer => {
        const { STORAGE, COPY_DST } = GPUBufferUsage;
        const buffer = pool.buffer({ label: 'vector', size: values.byteLength, usage: STORAGE | COPY_DST });
        gpu.device.queue.writeBuffer(buffer, 0, values);
        return buffer;
      };
      const vectors = { weight: upload(weight), ...(isCentred && { bias: upload(bias) }) };
      const input = matrix('input', rows, columns);
      const output = createMatrix(pool, { label: 'output', rows, columns, format: halves });
      const constants = Object.keys(vectors).map((name) =>
        floatConstant(name, typeOf(halves), [columns], name === 'weight' ? weight : bias),
      );
      return {
        cost: norm.costs(rows, columns),
        record: (encoder) => norm.record(encoder, { input, ...vectors, output }),
        output,
        peer: {
          nodes: [
            {
              op: isCentred ? 'LayerNormalization' : 'SimplifiedLayerNormalization',
              inputs: ['input', ...Object.keys(vectors)],
              output: 'output',
              attributes: { axis: 1, epsilon: { float: epsilon } },
            },
          ],
          constants,
          inputs: { input: floats(input.buffer, [rows, columns]) },
          output: [rows, columns],
        },
        dispose: () => norm.dispose(),
      };
    },
  };
}

/** Attention over heads, full: of many queries, or of one. */
export function attentionCase(
  halves: Halves,
  { rows, keys, heads, headColumns }: { rows: number; keys: number; heads: number; headColumns: number },
): OperatorCase {
  return {
    name: `attention, ${rows} queries, ${keys} keys, ${heads} heads of ${headColumns}`,
    halves,
    async prepare({ gpu, pool, precision, matrix }) {
      const attention = await createAttention(gpu, { precision, heads, headColumns });
      const columns = heads * headColumns;
      const queries = matrix('queries', rows, columns);
      const [key, value] = [matrix('keys', keys, columns), matrix('values', keys, columns)];
      const output = createMatrix(pool, { label: 'output', rows, columns, format: halves });
      return {
        cost: attention.costs(rows, keys),
        record: (encoder) => attention.record(encoder, { queries, keys: key, values: value, output }),
        output,
        peer: {
          nodes: [
            {
              op: 'MultiHeadAttention',
              domain: 'com.microsoft',
              inputs: ['queries', 'keys', 'values'],
              output: 'output',
              attributes: { num_heads: heads },
            },
          ],
          constants: [],
          inputs: {
            queries: floats(queries.buffer, [1, rows, columns]),
            keys: floats(key.buffer, [1, keys, columns]),
            values: floats(value.buffer, [1, keys, columns]),
          },
          output: [1, rows, columns],
        },
        dispose: () => attention.dispose(),
      };
    },
  };
}

/** Rows of a table, by numbers on the GPU. */
export function embeddingCase(
  halves: Halves,
  [rows, entries, columns]: readonly [number, number, number],
): OperatorCase {
  return {
    name: `embedding, ${rows} of ${entries} × ${columns}`,
    halves,
    async prepare({ gpu, pool, precision, draw, words }) {
      const embedding = await createEmbedding(gpu, { precision, weights: halves });
      const values = draw(entries * columns);
      const weight = createTensor([entries, columns], values);
      const table = createWeights(gpu, pool, { label: 'table', weight, format: halves });
      const ids = words(Uint32Array.from({ length: rows }, (_, i) => (i * 7919) % entries));
      const output = createMatrix(pool, { label: 'output', rows, columns, format: halves });
      return {
        cost: embedding.costs(rows, table),
        record: (encoder) => embedding.record(encoder, { table, ids, output }),
        output,
        peer: {
          nodes: [{ op: 'Gather', inputs: ['table', 'ids'], output: 'output', attributes: { axis: 0 } }],
          constants: [floatConstant('table', typeOf(halves), [entries, columns], values)],
          inputs: { ids: { buffer: ids, type: 'int32', dims: [rows] } },
          output: [rows, columns],
        },
        dispose: () => embedding.dispose(),
      };
    },
  };
}

/** The exact GELU of each number. */
export function geluCase(halves: Halves, rows: number, columns: number): OperatorCase {
  return {
    name: `gelu, ${rows} × ${columns}`,
    halves,
    async prepare({ gpu, pool, precision, matrix }) {
      const gelu = await createElementwise(gpu, { precision, activation: 'gelu' });
      const input = matrix('input', rows, columns, 3);
      const output = createMatrix(pool, { label: 'output', rows, columns, format: halves });
      return {
        cost: gelu.costs(rows, columns),
        record: (encoder) => gelu.record(encoder, { input, output }),
        output,
        peer: {
          nodes: [{ op: 'Gelu', domain: 'com.microsoft', inputs: ['input'], output: 'output' }],
          constants: [],
          inputs: { input: floats(input.buffer, [rows, columns]) },
          output: [rows, columns],
        },
        dispose: () => gelu.dispose(),
      };
    },
  };
}

/** Rotary positions of all heads. */
export function ropeCase(halves: Halves, rows: number, heads: number, headColumns: number): OperatorCase {
  return {
    name: `rope, ${rows} rows, ${heads} heads of ${headColumns}`,
    halves,
    async prepare({ gpu, pool, precision, matrix }) {
      const frequencies = ropeFrequencies({ dims: headColumns, base: 1e4 });
      const rope = await createRope(gpu, { precision, headColumns, frequencies, maxPositions: rows });
      const columns = heads * headColumns;
      const input = matrix('input', rows, columns);
      const output = createMatrix(pool, { label: 'output', rows, columns, format: halves });
      const pairs = headColumns / 2;
      const cache = (name: string, of: (angle: number) => number) => {
        const at = (i: number): number => of(Math.floor(i / pairs) * frequencies[i % pairs]!);
        const values = Float32Array.from({ length: rows * pairs }, (_, i) => at(i));
        return floatConstant(name, typeOf(halves), [rows, pairs], values);
      };
      return {
        cost: rope.costs(rows, columns),
        record: (encoder) => rope.record(encoder, { input, output }),
        output,
        peer: {
          nodes: [
            {
              op: 'RotaryEmbedding',
              domain: 'com.microsoft',
              inputs: ['input', 'first', 'cos', 'sin'],
              output: 'output',
              attributes: { num_heads: heads, rotary_embedding_dim: 0 },
            },
          ],
          constants: [
            { name: 'first', type: 'int64', dims: [1], data: new BigInt64Array(1) },
            cache('cos', Math.cos),
            cache('sin', Math.sin),
          ],
          inputs: { input: floats(input.buffer, [1, rows, columns]) },
          output: [1, rows, columns],
        },
        dispose: () => rope.dispose(),
      };
    },
  };
}
