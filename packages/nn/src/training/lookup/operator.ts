import type { LookupLayer } from '../../lookup/operator.ts';
import classes from '../../lib/classes.wgsl?raw';
import { blocksOf, pixelsOf, type TrainingOperator } from '../layer.ts';
import { cutSum } from '../parts.ts';
import code from './lookup.wgsl?raw';

/** The row of the table. */
export const lookup: TrainingOperator<LookupLayer> = {
  refuse: ({ classes }) => (classes === undefined ? 'does not say its number of classes' : undefined),
  weights({ channels, classes = 1 }) {
    const row = 4 * blocksOf(channels);
    const indexOf = (place: number): number => Math.floor(place / channels) * row + (place % channels);
    return { blocks: (classes * row) / 4, places: [{ part: 'weight', shape: [classes, channels], indexOf }] };
  },
  async create({ label, layer, inputs, output, pictures, pass, numbers, parts, weights }) {
    const pixels = pixelsOf(output, pictures);
    const blocks = blocksOf(layer.channels);
    const rows = weights.blocks / blocks;
    const constants = { bytes: Number(inputs[0]!.values === 'u8') };
    const shader = { file: 'lookup.wgsl', code, libraries: { classes }, constants };
    const [forward, backward] = await Promise.all(
      ['forward', 'backward'].map((entryPoint) =>
        pass({ ...shader, label: `${label}/${entryPoint}`, entryPoint }),
      ),
    );
    const cut = cutSum(pixels, weights.blocks, weights.blocks);
    parts.reserve(cut.parts * weights.blocks);
    const numbersOf = (): GPUBufferBinding => numbers.get([pixels, rows, blocks, weights.start, cut.span]);
    return {
      forward(target, [input]) {
        const bindings = { layer: numbersOf(), input: input!, weights: weights.buffer, output: output.value };
        forward!.record(target, bindings, { width: pixels, height: blocks });
      },
      backward(target, [input]) {
        const bindings = {
          layer: numbersOf(),
          input: input!,
          gradient: output.gradient,
          parts: parts.buffer,
        };
        backward!.record(target, bindings, { width: weights.blocks, height: cut.parts });
        parts.add(target, weights.blocks, cut.parts, weights.start);
      },
    };
  },
};
