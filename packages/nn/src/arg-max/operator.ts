import { createPass } from '@frameloom/gpu';
import type { LayerBase, Operator } from '../layer/operator.ts';
import { requireMap } from '../layer/require-map.ts';
import { layerLibraries } from '../libraries.ts';
import { channelsOf } from '../network/shape.ts';
import code from './arg-max.wgsl?raw';

/** The channel with the largest number of each pixel, of equal ones the first: a map of classes. */
export type ArgMaxLayer = LayerBase & {
  op: 'arg-max';
  /** How classes are stored; `'u8'` for at most 256 channels. Default `'u32'`. */
  values?: 'u8' | 'u32';
};

const workers = 64;

/** The row of the operator table. */
export const argMax: Operator<ArgMaxLayer> = {
  inputs: [1, 1],
  parse: (fields) => ({ values: fields.choice('values', ['u8', 'u32'] as const, 'u32') }),
  shape({ values = 'u32' }, [input], fail) {
    const { kind, channels, width, height } = requireMap(input!, fail);
    if (values === 'u8' && channels > 256) fail(`stores ${channels} classes in u8, which holds 256`);
    return { kind, channels: 1, width, height, values };
  },
  async create({ gpu, label, layer, inputs, precision, sizes }) {
    const channels = channelsOf(inputs[0]!);
    const bytes = Number(layer.values === 'u8');
    const libraries = layerLibraries(precision);
    const pass = await createPass(gpu, {
      label,
      file: 'arg-max.wgsl',
      code,
      libraries,
      constants: { channels, bytes },
    });
    return {
      bytes: 0,
      macs: () => 0,
      record(target, { inputs: read, output }) {
        const pixels = output.width * output.height;
        const groups = Math.ceil(pixels / (bytes ? 4 : 1) / workers);
        const folds = Math.ceil(groups / 65535);
        const bindings = { grid: sizes.get(output), input: read[0]!.buffer, output: output.buffer };
        pass.record(target, bindings, { workgroups: [Math.ceil(groups / folds), folds, 1] });
      },
    };
  },
};
