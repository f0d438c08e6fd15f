import { FrameloomError, show } from '@frameloom/gpu';
import { floatToHalf, toFloat32 } from '@frameloom/gpu/files';
import type { LayerBase, Operator } from '../layer/operator.ts';
import { compilePixelLayer } from '../layer/pixel-layer.ts';
import { requireFinite } from '../layer/weights.ts';
import { describeShape } from '../network/shape.ts';
import { formatOf } from '../precision.ts';
import code from './lookup.wgsl?raw';

/** The row of a table for each pixel of a map of classes. Tensor `<name>.weight` [classes, channels], at most 256 classes. */
export type LookupLayer = LayerBase & {
  op: 'lookup';
  channels: number;
  /** Rows of the table. Default: what the tensor has. */
  classes?: number;
};

/** The row of the operator table. */
export const lookup: Operator<LookupLayer> = {
  inputs: [1, 1],
  parse: (fields) => ({
    channels: fields.count('channels'),
    ...(fields.has('classes') && { classes: fields.count('classes', { most: 256 }) }),
  }),
  shape({ channels }, [input], fail) {
    if (input!.kind !== 'map' || !input!.values) {
      return fail(`reads ${describeShape(input!)}, where a map of classes is needed`);
    }
    const { kind, width, height } = input!;
    return { kind, channels, width, height };
  },
  tensors: ({ channels, classes }) => [{ part: 'weight', shape: [classes, channels] }],
  create(context) {
    const { label, layer, weights, precision, inputs } = context;
    const format = formatOf(precision);
    const [classes = 0] = weights.tensor('weight')!.shape;
    if (classes < 1 || classes > 256) {
      throw new FrameloomError(
        'invalid-argument',
        `${label}: weight must have 1 to 256 rows, got ${show(classes)}.`,
      );
    }
    const blocks = Math.ceil(layer.channels / 4);
    const table = weights.upload('weight', (tensors) => {
      const values = toFloat32(tensors.get('weight')!);
      requireFinite(`${label}: weight`, values, format);
      const padded = new Float32Array(classes * blocks * 4);
      for (let row = 0; row < classes; row++) {
        padded.set(values.subarray(row * layer.channels, (row + 1) * layer.channels), row * blocks * 4);
      }
      return format === 'f32' ? padded : Uint16Array.from(padded, floatToHalf);
    });
    const [input] = inputs;
    const bytes = Number(input!.kind === 'map' && input!.values === 'u8');
    return compilePixelLayer(context, {
      code,
      file: 'lookup.wgsl',
      constants: { rows: classes, blocks, bytes },
      bindings: { table },
    });
  },
};
