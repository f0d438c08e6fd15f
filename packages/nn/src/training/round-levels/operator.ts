import type { RoundLevelsLayer } from '../../round-levels/operator.ts';
import { floatBits } from '../../parameters.ts';
import { blocksOf, pixelsOf, type TrainingOperator } from '../layer.ts';
import code from './round-levels.wgsl?raw';

/** The row of the table. */
export const roundLevels: TrainingOperator<RoundLevelsLayer> = {
  async create({ label, layer, inputs, output, accumulate, pictures, pass: share, numbers }) {
    const [forward, backward] = await Promise.all(
      ['forward', 'backward'].map((entryPoint) =>
        share({ label: `${label}/${entryPoint}`, file: 'round-levels.wgsl', code, entryPoint }),
      ),
    );
    const pixels = pixelsOf(output, pictures);
    const count = pixels * blocksOf(output.channels);
    const low = floatBits(layer.range === 'unit' ? 0 : -1);
    const numbersOf = (isAdded: boolean): GPUBufferBinding =>
      numbers.get([count, low, floatBits(layer.levels - 1), output.channels, pixels, Number(isAdded)]);
    const size = { width: count };
    return {
      forward: (target, [input]) =>
        forward!.record(target, { levels: numbersOf(false), input: input!, output: output.value }, size),
      backward(target, [input]) {
        const { gradient } = inputs[0]!;
        if (!gradient) return;
        const bindings = { levels: numbersOf(accumulate[0]!), input: input!, gradient: output.gradient };
        backward!.record(target, { ...bindings, output: gradient }, size);
      },
    };
  },
};
