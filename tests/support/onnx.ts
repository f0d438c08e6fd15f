// A network of packages/nn as an ONNX file, to run it in other people's runtimes.
import { toFloat32, type Conv2dLayer, type NetworkArchitecture, type Tensors } from '@frameloom/nn';
import { floatToHalf } from '@frameloom/gpu/files';
import { encodeMessage, type Field } from './protobuf.ts';

/** A network of a file, and the size it runs at. Its maps are called `<name>/<map>`. */
export type OnnxPart = {
  name: string;
  architecture: NetworkArchitecture;
  tensors: Tensors;
  width: number;
  height: number;
};

export type OnnxType = 'float32' | 'float16';

const typeNumbers: Readonly<Record<OnnxType, number>> = { float32: 1, float16: 10 };
const attributeTypes = { float: 1, int: 2, ints: 7 } as const;

/**
 * Writes networks side by side into one graph of opset 17, NCHW of fixed sizes.
 *
 * @throws Error for layers that enlarge, join or stride: no level has any.
 */
export function toOnnx(parts: readonly OnnxPart[], type: OnnxType): Uint8Array<ArrayBuffer> {
  const nodes: Field[] = [];
  const initializers: Field[] = [];
  const inputs: Field[] = [];
  const outputs: Field[] = [];
  for (const { name: part, architecture, tensors, width, height } of parts) {
    const at = (name: string): string => `${part}/${name}`;
    const value = (name: string, channels: number): Field[] => [
      [1, { text: at(name) }],
      [
        2,
        {
          message: [
            [
              1,
              {
                message: [
                  [1, { int: typeNumbers[type] }],
                  [2, { message: [1, channels, height, width].map((size) => dimension(size)) }],
                ],
              },
            ],
          ],
        },
      ],
    ];
    for (const { name, channels } of architecture.inputs)
      inputs.push([11, { message: value(name, channels) }]);
    const layers = architecture.layers.map(requireConv);
    for (const layer of layers) {
      const { name, kernel, activation = 'none', residual, input } = layer;
      if (layer.upsample || input.length > 1 || layer.stride === 2) {
        throw new Error(`onnx: layer ${at(name)} enlarges, joins or strides.`);
      }
      const needed = [`${name}.weight`, `${name}.bias`].filter((tensor) => tensors.has(tensor));
      for (const tensor of needed)
        initializers.push([5, { message: initializer(at(tensor), tensor, tensors, type) }]);
      const steps = [
        ...(residual === undefined ? [] : [{ op: 'Add', inputs: [at(residual)] }]),
        ...(activation === 'none' ? [] : [{ op: operatorNamed(activation), inputs: [] as string[] }]),
      ];
      const names = [...steps.map((_, i) => at(`${name}~${i}`)), at(name)];
      const margin = (kernel - 1) / 2;
      nodes.push(
        node('Conv', [at(input[0]!), ...needed.map(at)], names[0]!, [
          ints('kernel_shape', [kernel, kernel]),
          ints('pads', [margin, margin, margin, margin]),
        ]),
      );
      steps.forEach(({ op, inputs: more }, i) => {
        const slope = op === 'LeakyRelu' ? [number('alpha', layer.slope ?? 0.1)] : [];
        nodes.push(node(op, [names[i]!, ...more], names[i + 1]!, slope));
      });
    }
    for (const output of architecture.outputs) {
      const { channels } = layers.find(({ name }) => name === output)!;
      outputs.push([12, { message: value(output, channels) }]);
    }
  }
  const graph: Field[] = [...nodes, [2, { text: 'networks' }], ...initializers, ...inputs, ...outputs];
  return encodeMessage([
    [1, { int: 8 }],
    [7, { message: graph }],
    [
      8,
      {
        message: [
          [1, { text: '' }],
          [2, { int: 17 }],
        ],
      },
    ],
  ]);
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

function dimension(size: number): Field {
  return [1, { message: [[1, { int: size }]] }];
}

function node(op: string, inputs: readonly string[], output: string, attributes: readonly Field[]): Field {
  return [
    1,
    {
      message: [
        ...inputs.map((text): Field => [1, { text }]),
        [2, { text: output }],
        [3, { text: output }],
        [4, { text: op }],
        ...attributes,
      ],
    },
  ];
}

function ints(name: string, values: readonly number[]): Field {
  return [
    5,
    {
      message: [
        [1, { text: name }],
        ...values.map((int): Field => [8, { int }]),
        [20, { int: attributeTypes.ints }],
      ],
    },
  ];
}

function number(name: string, float: number): Field {
  return [
    5,
    {
      message: [
        [1, { text: name }],
        [2, { float }],
        [20, { int: attributeTypes.float }],
      ],
    },
  ];
}

function initializer(name: string, tensor: string, tensors: Tensors, type: OnnxType): Field[] {
  const { shape } = tensors.get(tensor)!;
  const values = toFloat32(tensors.get(tensor)!);
  const data = type === 'float32' ? values : Uint16Array.from(values, floatToHalf);
  return [
    ...shape.map((int): Field => [1, { int }]),
    [2, { int: typeNumbers[type] }],
    [8, { text: name }],
    [9, { bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }],
  ];
}
