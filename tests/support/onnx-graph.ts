// Writes ONNX files: a graph of nodes, constants, inputs and outputs.
import { floatToHalf } from '@frameloom/gpu/files';
import { encodeMessage, type Field } from './protobuf.ts';

/** How numbers are kept. */
export type OnnxType = 'float32' | 'float16';

export type OnnxElement = OnnxType | 'uint8' | 'int32' | 'int64';

/** A tensor that goes in or comes out; a size that is known later has a name. */
export type OnnxValue = { name: string; type: OnnxElement; dims: readonly (number | string)[] };

/** A tensor of the file. `data` holds its bytes, row-major. */
export type OnnxConstant = {
  name: string;
  type: OnnxElement;
  dims: readonly number[];
  data: ArrayBufferView;
};

/** `int`, `ints` or `float`; numbers are ints. */
export type OnnxAttributes = Readonly<Record<string, number | readonly number[] | { float: number }>>;

export type OnnxNode = {
  op: string;
  inputs: readonly string[];
  output: string | readonly string[];
  attributes?: OnnxAttributes;
  /** Default: ONNX's own. */
  domain?: 'com.microsoft';
};

export type OnnxGraph = {
  nodes: readonly OnnxNode[];
  constants: readonly OnnxConstant[];
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
};

const typeNumbers: Readonly<Record<OnnxElement, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  float16: 10,
};

/** The file, of opset 17 and onnxruntime's own operators. */
export function writeOnnx({ nodes, constants, inputs, outputs }: OnnxGraph): Uint8Array<ArrayBuffer> {
  const graph: Field[] = [
    ...nodes.map((node): Field => [1, { message: nodeFields(node) }]),
    [2, { text: 'graph' }],
    ...constants.map((constant): Field => [5, { message: constantFields(constant) }]),
    ...inputs.map((value): Field => [11, { message: valueFields(value) }]),
    ...outputs.map((value): Field => [12, { message: valueFields(value) }]),
  ];
  const opset = (domain: string, version: number): Field => [
    8,
    {
      message: [
        [1, { text: domain }],
        [2, { int: version }],
      ],
    },
  ];
  return encodeMessage([[1, { int: 8 }], [7, { message: graph }], opset('', 17), opset('com.microsoft', 1)]);
}

/** Numbers as a constant of floats or halves. */
export function floatConstant(
  name: string,
  type: OnnxType,
  dims: readonly number[],
  values: Float32Array,
): OnnxConstant {
  return { name, type, dims, data: type === 'float32' ? values : Uint16Array.from(values, floatToHalf) };
}

function nodeFields({ op, inputs, output, attributes = {}, domain }: OnnxNode): Field[] {
  const outputs = typeof output === 'string' ? [output] : output;
  return [
    ...inputs.map((text): Field => [1, { text }]),
    ...outputs.map((text): Field => [2, { text }]),
    [3, { text: outputs[0]! }],
    [4, { text: op }],
    ...Object.entries(attributes).map(([name, value]): Field => [
      5,
      { message: attributeFields(name, value) },
    ]),
    ...(domain ? [[7, { text: domain }] as Field] : []),
  ];
}

function attributeFields(name: string, value: OnnxAttributes[string]): Field[] {
  if (typeof value === 'number')
    return [
      [1, { text: name }],
      [3, { int: value }],
      [20, { int: 2 }],
    ];
  if ('float' in value)
    return [
      [1, { text: name }],
      [2, value],
      [20, { int: 1 }],
    ];
  return [[1, { text: name }], ...value.map((int): Field => [8, { int }]), [20, { int: 7 }]];
}

function constantFields({ name, type, dims, data }: OnnxConstant): Field[] {
  return [
    ...dims.map((int): Field => [1, { int }]),
    [2, { int: typeNumbers[type] }],
    [8, { text: name }],
    [9, { bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }],
  ];
}

function valueFields({ name, type, dims }: OnnxValue): Field[] {
  const shape = dims.map((size): Field => {
    const field: Field = typeof size === 'number' ? [1, { int: size }] : [2, { text: size }];
    return [1, { message: [field] }];
  });
  const tensor: Field[] = [
    [1, { int: typeNumbers[type] }],
    [2, { message: shape }],
  ];
  return [
    [1, { text: name }],
    [2, { message: [[1, { message: tensor }]] }],
  ];
}
