import { createPass } from '@frameloom/gpu';
import type { CompiledLayer, LayerBase, LayerContext, Operator } from '../layer/operator.ts';
import { requireMap } from '../layer/require-map.ts';
import { layerLibraries } from '../libraries.ts';
import { channelsOf, describeShape } from '../network/shape.ts';
import code from './reshape.wgsl?raw';

/** A map as a matrix: a row for each pixel, row by row, with its channels as columns. */
export type ToMatrixLayer = LayerBase & { op: 'to-matrix' };
/** A matrix that was made of a map as a map of that size. */
export type ToMapLayer = LayerBase & { op: 'to-map' };

/** The row of the operator table. */
export const toMatrix: Operator<ToMatrixLayer> = {
  inputs: [1, 1],
  parse: () => ({}),
  shape(_, [input], fail) {
    const { width, height, channels } = requireMap(input!, fail);
    return { kind: 'matrix', rows: { width, height }, columns: channels };
  },
  create: (context) => compile(context, true),
};

/** The row of the operator table. */
export const toMap: Operator<ToMapLayer> = {
  inputs: [1, 1],
  parse: () => ({}),
  shape(_, [input], fail) {
    if (input!.kind !== 'matrix' || typeof input!.rows === 'number' || input!.rows.more) {
      return fail(`reads ${describeShape(input!)}, where a matrix with a row for each pixel is needed`);
    }
    return { kind: 'map', ...input!.rows, channels: input!.columns };
  },
  create: (context) => compile(context, false),
};

async function compile(
  { gpu, label, precision, output, sizes }: LayerContext<LayerBase>,
  isToMatrix: boolean,
): Promise<CompiledLayer> {
  const channels = channelsOf(output);
  const constants = { toMatrix: Number(isToMatrix), channels };
  const libraries = layerLibraries(precision);
  const pass = await createPass(gpu, { label, file: 'reshape.wgsl', code, libraries, constants });
  return {
    bytes: 0,
    macs: () => 0,
    record(target, { inputs, output: written }) {
      const map = isToMatrix ? inputs[0]! : written;
      const groups = Math.ceil((map.width * map.height) / 64);
      const folds = Math.ceil(groups / 65535);
      const bindings = { grid: sizes.get(map), input: inputs[0]!.buffer, output: written.buffer };
      pass.record(target, bindings, {
        workgroups: [Math.ceil(groups / folds), Math.ceil(channels / 4), folds],
      });
    },
  };
}
