import type { Conv2dLayer } from '../../conv2d/operator.ts';
import { constantLines } from '../../libraries.ts';
import { channelsOf } from '../../network/shape.ts';
import { floatBits } from '../../parameters.ts';
import { blocksOf, pixelsOf, type BatchMap, type TrainingContext, type TrainingOperator } from '../layer.ts';
import { cutSum } from '../parts.ts';
import conv from './conv.wgsl?raw';
import forward from './forward.wgsl?raw';
import inputGradient from './input-gradient.wgsl?raw';
import outputGradient from './output-gradient.wgsl?raw';
import weightGradient from './weight-gradient.wgsl?raw';

/** Activations that are told by their output, in the order of the shaders. */
const activations: readonly string[] = ['none', 'relu', 'leaky-relu', 'sigmoid', 'tanh'];

/** The row of the table. */
export const conv2d: TrainingOperator<Conv2dLayer> = {
  refuse({ activation = 'none', padding = 'zero' }) {
    if (padding !== 'zero') return `pads by ${padding}, and only zeros can be trained`;
    if (activations.includes(activation)) return undefined;
    return `ends with ${activation}, of which only ${activations.join(', ')} can be trained`;
  },
  weights({ input, channels, kernel }, shapes) {
    const [first = 0, second = 0] = shapes.slice(0, input.length).map(channelsOf);
    const [taps, inputs, outputBlocks] = [kernel ** 2, first + second, blocksOf(channels)];
    const biasAt = (blocksOf(first) + blocksOf(second)) * taps * outputBlocks * 16;
    return {
      blocks: biasAt / 4 + outputBlocks,
      places: [
        {
          part: 'weight',
          shape: [channels, inputs, kernel, kernel],
          indexOf(place) {
            const [tap, channel] = [place % taps, Math.floor(place / taps) % inputs];
            const output = Math.floor(place / taps / inputs);
            // The second input begins on a block of its own.
            const own = channel < first ? channel : channel - first + 4 * blocksOf(first);
            const matrix = (Math.floor(own / 4) * taps + tap) * outputBlocks + Math.floor(output / 4);
            return matrix * 16 + (own % 4) * 4 + (output % 4);
          },
        },
        { part: 'bias', shape: [channels], indexOf: (place) => biasAt + place },
      ],
    };
  },
  async create(context) {
    const sizes = sizesOf(context);
    const passes = await compile(context);
    const weights = context.weights.buffer;
    const runs = [passes.weights, ...passes.inputs];
    return {
      forward(pass, inputs) {
        const [input, skip, residual] = bind(context.layer, inputs);
        const bindings = { conv: sizes(), weights, input, skip, residual, output: context.output.value };
        passes.forward.record(pass, bindings, quads(context.output, context));
      },
      backward(pass, inputs) {
        passes.activation?.(pass);
        for (const run of runs) run(pass, inputs, sizes);
      },
    };
  },
};

type Sizes = (changes?: { start?: number; accumulate?: boolean; rows?: number }) => GPUBufferBinding;
type Run = (pass: GPUComputePassEncoder, inputs: readonly GPUBuffer[], sizes: Sizes) => void;

/** First input, second and residual; what a layer has not is bound to the first and never read. */
function bind(
  { input, residual }: Conv2dLayer,
  inputs: readonly GPUBuffer[],
): [GPUBuffer, GPUBuffer, GPUBuffer] {
  const first = inputs[0]!;
  return [first, input.length > 1 ? inputs[1]! : first, residual === undefined ? first : inputs.at(-1)!];
}

const quads = (
  { width, height, channels }: Pick<BatchMap, 'width' | 'height' | 'channels'>,
  { pictures }: { pictures: number },
): { width: number; height: number } => ({
  width: Math.ceil(width / 2) * Math.ceil(height / 2) * pictures,
  height: blocksOf(channels),
});

/** What the kernel slides over. */
function gridOf({ layer, inputs, output }: TrainingContext<Conv2dLayer>): { width: number; height: number } {
  const { upsample = false, stride = 1 } = layer;
  if (!upsample) return inputs[0]!;
  if (layer.input.length > 1) return inputs[1]!;
  if (stride === 1) return output;
  return { width: 2 * inputs[0]!.width, height: 2 * inputs[0]!.height };
}

/** The numbers of conv.wgsl. */
function sizesOf(context: TrainingContext<Conv2dLayer>): Sizes {
  const { layer, inputs, output, pictures, numbers, weights } = context;
  const { activation = 'none', slope = 0.1, residual } = layer;
  const [first, skip] = inputs;
  const grid = gridOf(context);
  return ({ start = 0, accumulate = false, rows = 0 } = {}) =>
    numbers.get([
      ...[output, grid, first!].flatMap(({ width, height }) => [width, height]),
      pictures,
      blocksOf(first!.channels),
      layer.input.length > 1 ? blocksOf(skip!.channels) : 0,
      blocksOf(output.channels),
      output.channels,
      weights.start,
      activations.indexOf(activation),
      floatBits(slope),
      Number(residual !== undefined),
      start,
      Number(accumulate),
      rows,
    ]);
}

async function compile(context: TrainingContext<Conv2dLayer>): Promise<{
  forward: Awaited<ReturnType<TrainingContext<Conv2dLayer>['pass']>>;
  activation: ((pass: GPUComputePassEncoder) => void) | undefined;
  weights: Run;
  inputs: readonly Run[];
}> {
  const { layer, label, pass, inputs } = context;
  const { kernel, stride = 1, upsample = false } = layer;
  const make = (file: string, code: string, isEnlarged = upsample): ReturnType<typeof pass> =>
    pass({
      label: `${label}/${file}`,
      file: `${file}.wgsl`,
      code,
      libraries: { conv },
      prelude: constantLines({ kernel, stride, upsample: Number(isEnlarged) }),
    });
  const [forwards, activation, weights, ...gradients] = await Promise.all([
    make('forward', forward),
    compileActivation(context),
    compileWeights(context, make('weight-gradient', weightGradient)),
    ...layer.input.flatMap((_, i) => {
      const map = inputs[i]!;
      if (!map.gradient) return [];
      return [compileInput(context, i, make('input-gradient', inputGradient, upsample && i === 0))];
    }),
  ]);
  return { forward: forwards, activation, weights, inputs: gradients };
}

/** The gradient before the activation, and that of the residual. */
async function compileActivation({
  layer,
  label,
  inputs,
  output,
  accumulate,
  pictures,
  pass: share,
  numbers,
  parts,
}: TrainingContext<Conv2dLayer>): Promise<((pass: GPUComputePassEncoder) => void) | undefined> {
  const { activation = 'none', slope = 0.1 } = layer;
  const residual = layer.residual === undefined ? undefined : inputs.at(-1)!.gradient;
  if (activation === 'none' && !residual) return undefined;
  const file = 'output-gradient.wgsl';
  const pass = await share({ label: `${label}/output-gradient`, file, code: outputGradient });
  const count = pixelsOf(output, pictures) * blocksOf(output.channels);
  return (target) => {
    const layer = numbers.get([
      count,
      activations.indexOf(activation),
      floatBits(slope),
      Number(residual !== undefined),
      Number(accumulate.at(-1)),
    ]);
    const { value, gradient } = output;
    pass.record(
      target,
      { layer, output: value, gradient, residual: residual ?? parts.buffer },
      { width: count },
    );
  };
}

async function compileWeights(
  { layer, inputs, output, pictures, parts, weights }: TrainingContext<Conv2dLayer>,
  made: ReturnType<TrainingContext<Conv2dLayer>['pass']>,
): Promise<Run> {
  const pass = await made;
  const inputBlocks = inputs
    .slice(0, layer.input.length)
    .reduce((sum, map) => sum + blocksOf(map.channels), 0);
  const invocations = inputBlocks * blocksOf(output.channels) * layer.kernel;
  const cut = cutSum(output.height * pictures, invocations, weights.blocks);
  parts.reserve(cut.parts * weights.blocks);
  return (target, values, sizes) => {
    const [input, skip] = bind(layer, values);
    const bindings = {
      conv: sizes({ rows: cut.span }),
      input,
      skip,
      gradient: output.gradient,
      parts: parts.buffer,
    };
    pass.record(target, bindings, { width: invocations, height: cut.parts });
    parts.add(target, weights.blocks, cut.parts, weights.start);
  };
}

async function compileInput(
  context: TrainingContext<Conv2dLayer>,
  index: number,
  made: ReturnType<TrainingContext<Conv2dLayer>['pass']>,
): Promise<Run> {
  const { inputs, output, accumulate } = context;
  const pass = await made;
  const map = inputs[index]!;
  const start = index === 0 ? 0 : blocksOf(inputs[0]!.channels);
  const { width, height } = gridOf(context);
  const size = quads({ width, height, channels: map.channels }, context);
  return (target, _, sizes) => {
    const bindings = {
      conv: sizes({ start, accumulate: accumulate[index]! }),
      weights: context.weights.buffer,
      gradient: output.gradient,
      output: map.gradient!,
    };
    pass.record(target, bindings, size);
  };
}
