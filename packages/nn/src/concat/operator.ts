import { createPass } from '@frameloom/gpu';
import type { LayerBase, Operator } from '../layer/operator.ts';
import { requireMap } from '../layer/require-map.ts';
import { layerLibraries } from '../libraries.ts';
import { channelsOf, sameSize } from '../network/shape.ts';
import code from './concat.wgsl?raw';

/** Joins the channels of any number of maps of one size. A convolution joins two by itself. */
export type ConcatLayer = LayerBase & { op: 'concat' };

/** The row of the operator table. */
export const concat: Operator<ConcatLayer> = {
  inputs: [2, 16],
  parse: () => ({}),
  shape(_, inputs, fail) {
    const maps = inputs.map((input) => requireMap(input, fail));
    if (maps.some((map) => !sameSize(map, maps[0]!))) fail('joins maps whose sizes differ');
    return { ...maps[0]!, channels: maps.reduce((sum, { channels }) => sum + channels, 0) };
  },
  async create({ gpu, label, inputs, precision, sizes }) {
    let start = 0;
    const parts = inputs.map((input) => {
      const part = { start, channels: channelsOf(input) };
      start += part.channels;
      return part;
    });
    const passes = await Promise.all(
      parts.map((constants) =>
        createPass(gpu, {
          label,
          file: 'concat.wgsl',
          code,
          libraries: layerLibraries(precision),
          constants,
        }),
      ),
    );
    return {
      bytes: 0,
      rowStep: 1,
      macs: () => 0,
      record(target, { inputs: read, output, rows }) {
        const grid = sizes.get(output, rows);
        const size = { width: output.width, height: rows?.count ?? output.height };
        passes.forEach((pass, i) => {
          const { start: first, channels } = parts[i]!;
          const depth = Math.ceil((first + channels) / 4) - Math.floor(first / 4);
          pass.record(target, { grid, input: read[i]!.buffer, output: output.buffer }, { ...size, depth });
        });
      },
    };
  },
};
