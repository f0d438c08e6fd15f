import { show } from '@frameloom/gpu';
import type { Activated } from '../activation/activations.ts';
import { axisLength, channelsOf, sameShape, sameSize, scaleMap, type MapShape } from '../network/shape.ts';
import type { LayerBase, Operator } from '../layer/operator.ts';
import { requireMap } from '../layer/require-map.ts';
import { sharedPasses } from '../layer/share-pass.ts';
import { compileConv2d } from './compile.ts';
import type { Padding } from './variants.ts';

/** A convolution of a network. Its tensors are `<name>.weight` and, where there is one, `<name>.bias`. */
export type Conv2dLayer = LayerBase &
  Activated & {
    op: 'conv2d';
    /** One map, or two to be joined, the first of which `upsample` is about. */
    input: readonly string[];
    /** Output channels. */
    channels: number;
    kernel: 1 | 3;
    /** Default 1. */
    stride?: 1 | 2;
    /** Default false. */
    upsample?: boolean;
    /** Default `'zero'`. */
    padding?: Padding;
    /** A map to add before the activation. */
    residual?: string;
  };

/** The row of the operator table. */
export const conv2d: Operator<Conv2dLayer> = {
  inputs: [1, 2],
  parse: (fields) => ({
    channels: fields.count('channels'),
    kernel: fields.choice('kernel', [1, 3] as const),
    stride: fields.choice('stride', [1, 2] as const, 1),
    ...fields.activated(),
    upsample: fields.choice('upsample', [false, true], false),
    ...(fields.has('padding') && { padding: fields.choice('padding', ['zero', 'reflect', 'end'] as const) }),
    ...(fields.has('residual') && { residual: fields.name('residual') }),
  }),
  shape(layer, shapes, fail) {
    const { input, channels, stride = 1, residual } = layer;
    const [first, second] = shapes.slice(0, input.length).map((shape) => requireMap(shape, fail));
    const grid = gridOf(layer, first!);
    if (second && !sameSize(second, grid)) {
      fail(`joins ${show(input[0])} and ${show(input[1])}, whose sizes differ`);
    }
    if (layer.padding === 'end' && (stride !== 2 || layer.kernel !== 3)) {
      fail('pads its end, which is for a kernel of 3 with stride 2');
    }
    const output = scaleMap(grid, channels, [1, 1], stride);
    if (residual !== undefined && !sameShape(shapes.at(-1)!, output)) {
      fail(`adds ${show(residual)}, whose shape is another than its own`);
    }
    return output;
  },
  tensors({ input, channels, kernel }, shapes) {
    const inputs = shapes.slice(0, input.length).reduce((sum, shape) => sum + channelsOf(shape), 0);
    return [
      { part: 'weight', shape: [channels, inputs, kernel, kernel] },
      { part: 'bias', shape: [channels], optional: true },
    ];
  },
  async create(context) {
    const { gpu, label, layer, inputs, precision, pool, sizes, weights, maxSize } = context;
    const { stride = 1, upsample = false, padding = 'zero', residual, input } = layer;
    const grid = gridOf(layer, inputs[0] as MapShape);
    const gridAt = (frame: { width: number; height: number }): { width: number; height: number } => ({
      width: axisLength(grid.width, frame.width),
      height: axisLength(grid.height, frame.height),
    });
    const { width, height } = gridAt(maxSize);
    const setup = {
      ...layer,
      label,
      precision,
      stride,
      upsample,
      padding,
      residual: residual !== undefined,
      skipChannels: input.length > 1 ? channelsOf(inputs[1]!) : 0,
      pixels: width * height,
    };
    const conv = await compileConv2d(gpu, setup, { pool, sizes, weights, share: sharedPasses(context) });
    return {
      bytes: conv.bytes,
      rowStep: conv.rowStep,
      macs: (frame) => conv.macs(gridAt(frame)),
      record(pass, { inputs: read, output, frame, rows }) {
        const buffers = {
          input: read[0]!.buffer,
          skip: input.length > 1 ? read[1]!.buffer : undefined,
          residual: residual === undefined ? undefined : read.at(-1)!.buffer,
          output: output.buffer,
        };
        conv.record(pass, buffers, gridAt(frame), rows);
      },
    };
  },
};

/** What the kernel slides over: the first input, enlarged where that is asked for. */
function gridOf({ upsample = false }: Conv2dLayer, first: MapShape): MapShape {
  return upsample ? scaleMap(first, first.channels, [2, 2]) : first;
}
