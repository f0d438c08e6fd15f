// Networks of packages/image as ONNX files of one size, with the inputs and outputs that optimum gives them.
import {
  networkMaps,
  toFloat32,
  type NetworkArchitecture,
  type NetworkLayer,
  type Tensors,
} from '@frameloom/nn';
import { sizeOf } from '../../packages/nn/src/network/shape.ts';
import { floatConstant, writeOnnx, type OnnxConstant, type OnnxNode, type OnnxValue } from './onnx-graph.ts';

type Size = { width: number; height: number };

/** A graph that grows. */
export type OnnxBuilder = {
  node(
    op: string,
    inputs: readonly string[],
    output: string,
    attributes?: OnnxNode['attributes'],
    own?: boolean,
  ): string;
  floats(name: string, dims: readonly number[], values: Float32Array): string;
  whole(name: string, values: readonly number[]): string;
  /** Ends with the file. */
  write(inputs: readonly OnnxValue[], outputs: readonly OnnxValue[]): Uint8Array<ArrayBuffer>;
};

export function createBuilder(): OnnxBuilder {
  const nodes: OnnxNode[] = [];
  const constants: OnnxConstant[] = [];
  return {
    node(op, inputs, output, attributes = {}, own = false) {
      nodes.push({ op, inputs, output, attributes, ...(own && { domain: 'com.microsoft' as const }) });
      return output;
    },
    floats(name, dims, values) {
      constants.push(floatConstant(name, 'float32', dims, values));
      return name;
    },
    whole(name, values) {
      constants.push({
        name,
        type: 'int64',
        dims: [values.length],
        data: BigInt64Array.from(values, BigInt),
      });
      return name;
    },
    write: (inputs, outputs) => writeOnnx({ nodes, constants, inputs, outputs }),
  };
}

/** Adds all layers; edges have the names of layers. Maps are NCHW, matrices [1, rows, columns]. */
export function addNetwork(
  builder: OnnxBuilder,
  architecture: NetworkArchitecture,
  tensors: Tensors,
  frame: Size,
): void {
  const maps = networkMaps(architecture);
  const dimsOf = (name: string): number[] => {
    const { shape, channels } = maps.get(name)!;
    const { width, height } = sizeOf(shape, frame);
    return shape.kind === 'matrix' ? [1, height, channels] : [1, channels, height, width];
  };
  for (const layer of architecture.layers) addLayer(builder, layer, tensors, dimsOf);
}

function addLayer(
  { node, floats, whole }: OnnxBuilder,
  layer: NetworkLayer,
  tensors: Tensors,
  dimsOf: (name: string) => number[],
): void {
  const { name, op } = layer;
  const input = layer.input.map(String);
  const dims = dimsOf(name);
  const at = (part: string): string => `${name}~${part}`;
  const tensor = (part: string): Float32Array | undefined => {
    const found = tensors.get(`${name}.${part}`);
    return found && toFloat32(found);
  };
  const reshape = (from: string, to: readonly number[], output: string): string =>
    node('Reshape', [from, whole(`${output}~shape`, to)], output);
  const activate = (from: string, activation: string, output: string): string => {
    if (activation === 'none') return node('Identity', [from], output);
    if (activation === 'gelu') return node('Gelu', [from], output, {}, true);
    if (activation === 'silu' || activation === 'quick-gelu') {
      const scaled =
        activation === 'silu'
          ? from
          : node('Mul', [from, floats(`${output}~k`, [1], Float32Array.of(1.702))], `${output}~x`);
      return node('Mul', [from, node('Sigmoid', [scaled], `${output}~s`)], output);
    }
    const known: Record<string, string> = { relu: 'Relu', tanh: 'Tanh', sigmoid: 'Sigmoid' };
    if (known[activation]) return node(known[activation], [from], output);
    throw new Error(`onnx: no operator for the activation ${activation}.`);
  };
  const fields = layer as unknown as Record<string, never>;
  const activation = String(fields['activation'] ?? 'none');
  if (op === 'conv2d') {
    const {
      kernel = 3,
      stride = 1,
      upsample,
      padding,
    } = layer as { kernel?: number; stride?: number; upsample?: boolean; padding?: string };
    const first = upsample
      ? node('Resize', [input[0]!, '', floats(at('scales'), [4], Float32Array.of(1, 1, 2, 2))], at('large'))
      : input[0]!;
    const joined = input.length > 1 ? node('Concat', [first, input[1]!], at('joined'), { axis: 1 }) : first;
    const weight = tensors.get(`${name}.weight`)!;
    const bias = tensor('bias');
    const margin = kernel === 1 ? 0 : 1;
    const pads = padding === 'end' ? [0, 0, 1, 1] : [margin, margin, margin, margin];
    let out = node(
      'Conv',
      [
        joined,
        floats(at('weight'), weight.shape, toFloat32(weight)),
        ...(bias ? [floats(at('bias'), [bias.length], bias)] : []),
      ],
      at('conv'),
      { kernel_shape: [kernel, kernel], strides: [stride, stride], pads },
    );
    if (layer.residual) out = node('Add', [out, layer.residual], at('sum'));
    activate(out, activation, name);
  } else if (op === 'group-norm') {
    const [, channels = 1] = dims;
    const { groups, epsilon = 1e-5 } = layer as { groups: number; epsilon?: number };
    const ones = floats(at('ones'), [groups], new Float32Array(groups).fill(1));
    const zeros = floats(at('zeros'), [groups], new Float32Array(groups));
    const parts = reshape(input[0]!, [1, groups, -1], at('groups'));
    const normed = node('InstanceNormalization', [parts, ones, zeros], at('normed'), {
      epsilon: { float: epsilon },
    });
    const back = reshape(normed, dims, at('back'));
    const scaled = node(
      'Mul',
      [back, floats(at('weight'), [1, channels, 1, 1], tensor('weight')!)],
      at('scaled'),
    );
    activate(
      node('Add', [scaled, floats(at('bias'), [1, channels, 1, 1], tensor('bias')!)], at('moved')),
      activation,
      name,
    );
  } else if (op === 'linear') {
    const multiply = (part: string, output: string): string => {
      const weight = tensors.get(`${name}.${part}weight`)!;
      const [rows = 0, columns = 0] = weight.shape;
      const values = toFloat32(weight);
      const turned = Float32Array.from(
        values,
        (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!,
      );
      const product = node(
        'MatMul',
        [input[0]!, floats(at(`${part}w`), [columns, rows], turned)],
        `${output}~p`,
      );
      const bias = tensor(`${part}bias`);
      return bias
        ? node('Add', [product, floats(at(`${part}b`), [rows], bias)], output)
        : node('Identity', [product], output);
    };
    let out = activate(multiply('', at('linear')), activation, at('active'));
    if (fields['gated']) out = node('Mul', [out, multiply('gated.', at('other'))], at('gatedout'));
    node(layer.residual ? 'Add' : 'Identity', layer.residual ? [out, layer.residual] : [out], name);
  } else if (op === 'layer-norm') {
    const width = dims[2]!;
    const weight = floats(at('weight'), [width], tensor('weight') ?? new Float32Array(width).fill(1));
    const bias = floats(at('bias'), [width], tensor('bias') ?? new Float32Array(width));
    const epsilon = { float: Number(fields['epsilon'] ?? 1e-5) };
    node('LayerNormalization', [input[0]!, weight, bias], name, { axis: 2, epsilon });
  } else if (op === 'attention') {
    const { heads, causal } = layer as { heads: number; causal?: boolean };
    const columns = dims[2]! / heads;
    const split = (from: string, part: string, perm: readonly number[]): string =>
      node('Transpose', [reshape(from, [1, -1, heads, columns], at(`${part}r`))], at(part), { perm });
    const [queries, keys, values] = [
      split(input[0]!, 'q', [0, 2, 1, 3]),
      split(input[1]!, 'k', [0, 2, 3, 1]),
      split(input[2]!, 'v', [0, 2, 1, 3]),
    ];
    const product = node('MatMul', [queries, keys], at('product'));
    let scores = node(
      'Mul',
      [product, floats(at('scale'), [1], Float32Array.of(columns ** -0.5))],
      at('scores'),
    );
    if (causal) {
      const rows = dims[1]!;
      const mask = Float32Array.from({ length: rows * rows }, (_, i) =>
        i % rows > Math.floor(i / rows) ? -1e9 : 0,
      );
      scores = node('Add', [scores, floats(at('mask'), [1, 1, rows, rows], mask)], at('masked'));
    }
    const seen = node('MatMul', [node('Softmax', [scores], at('shares'), { axis: 3 }), values], at('seen'));
    reshape(node('Transpose', [seen], at('together'), { perm: [0, 2, 1, 3] }), dims, name);
  } else if (op === 'to-matrix') {
    const [, rows = 0, columns = 0] = dims;
    node('Transpose', [reshape(input[0]!, [1, columns, rows], at('flat'))], name, { perm: [0, 2, 1] });
  } else if (op === 'to-map') {
    reshape(node('Transpose', [input[0]!], at('turned'), { perm: [0, 2, 1] }), dims, name);
  } else if (op === 'concat') {
    node('Concat', input, name, { axis: 1 });
  } else if (op === 'add') {
    const isRow = dimsOf(input[0]!).length === 4 && dimsOf(input[1]!).length === 3;
    const second = isRow ? reshape(input[1]!, [1, dims[1]!, 1, 1], at('row')) : input[1]!;
    activate(node('Add', [input[0]!, second], at('sum')), activation, name);
  } else throw new Error(`onnx: no operator for ${op}.`);
}
