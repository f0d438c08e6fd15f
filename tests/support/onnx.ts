// A network of packages/nn as an ONNX file, to run it in other people's runtimes.
import { toFloat32, type Conv2dLayer, type NetworkArchitecture, type Tensors } from '@frameloom/nn';
import {
  floatConstant,
  writeOnnx,
  type OnnxConstant,
  type OnnxNode,
  type OnnxType,
  type OnnxValue,
} from './onnx-graph.ts';

/** A network of a file, and the size it runs at. Its maps are called `<name>/<map>`. */
export type OnnxPart = {
  name: string;
  architecture: NetworkArchitecture;
  tensors: Tensors;
  width: number;
  height: number;
};

/**
 * Writes networks side by side into one graph of opset 17, NCHW of fixed sizes.
 *
 * @throws Error for layers that enlarge, join or stride: no level has any.
 */
export function toOnnx(parts: readonly OnnxPart[], type: OnnxType): Uint8Array<ArrayBuffer> {
  const nodes: OnnxNode[] = [];
  const constants: OnnxConstant[] = [];
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  for (const { name: part, architecture, tensors, width, height } of parts) {
    const at = (name: string): string => `${part}/${name}`;
    const value = (name: string, channels: number): OnnxValue => ({
      name: at(name),
      type,
      dims: [1, channels, height, width],
    });
    for (const { name, channels } of architecture.inputs) inputs.push(value(name, channels));
    const layers = architecture.layers.map(requireConv);
    for (const layer of layers) {
      const { name } = layer;
      const needed = [`${name}.weight`, `${name}.bias`].filter((tensor) => tensors.has(tensor));
      for (const tensor of needed) {
        const { shape } = tensors.get(tensor)!;
        constants.push(floatConstant(at(tensor), type, shape, toFloat32(tensors.get(tensor)!)));
      }
      nodes.push(...convNodes(layer, needed.map(at), at));
    }
    for (const output of architecture.outputs) {
      outputs.push(value(output, layers.find(({ name }) => name === output)!.channels));
    }
  }
  return writeOnnx({ nodes, constants, inputs, outputs });
}

/** A convolution, what is added to it and its activation. */
function convNodes(
  layer: Conv2dLayer,
  constants: readonly string[],
  at: (name: string) => string,
): OnnxNode[] {
  const { name, kernel, activation = 'none', residual, input, slope = 0.1 } = layer;
  if (layer.upsample || input.length > 1 || layer.stride === 2) {
    throw new Error(`onnx: layer ${at(name)} enlarges, joins or strides.`);
  }
  const steps = [
    ...(residual === undefined ? [] : [{ op: 'Add', more: [at(residual)] }]),
    ...(activation === 'none' ? [] : [{ op: operatorNamed(activation), more: [] as string[] }]),
  ];
  const names = [...steps.map((_, i) => at(`${name}~${i}`)), at(name)];
  const margin = (kernel - 1) / 2;
  const attributes = { kernel_shape: [kernel, kernel], pads: [margin, margin, margin, margin] };
  return [
    { op: 'Conv', inputs: [at(input[0]!), ...constants], output: names[0]!, attributes },
    ...steps.map(({ op, more }, i) => ({
      op,
      inputs: [names[i]!, ...more],
      output: names[i + 1]!,
      attributes: op === 'LeakyRelu' ? { alpha: { float: slope } } : {},
    })),
  ];
}

function requireConv(layer: NetworkArchitecture['layers'][number]): Conv2dLayer {
  if (layer.op === 'conv2d') return layer;
  throw new Error(`onnx: layer ${(layer as { name: string }).name} is no convolution.`);
}

const operators = new Map([
  ['relu', 'Relu'],
  ['leaky-relu', 'LeakyRelu'],
  ['sigmoid', 'Sigmoid'],
  ['tanh', 'Tanh'],
]);

function operatorNamed(activation: string): string {
  const name = operators.get(activation);
  if (name === undefined) throw new Error(`onnx: no operator for the activation ${activation}.`);
  return name;
}
