import type { ConcatLayer } from '../../concat/operator.ts';
import type { DepthToSpaceLayer } from '../../depth-to-space/operator.ts';
import { pixelsOf, type TrainingOperator } from '../layer.ts';
import copyCode from './copy.wgsl?raw';
import shuffleCode from './shuffle.wgsl?raw';

/** The row of the table. */
export const concat: TrainingOperator<ConcatLayer> = {
  async create({ label, inputs, output, accumulate, pictures, pass: share, numbers }) {
    const pass = await share({ label: `${label}/copy`, file: 'copy.wgsl', code: copyCode });
    const pixels = pixelsOf(output, pictures);
    const starts = inputs.map((_, i) => inputs.slice(0, i).reduce((sum, { channels }) => sum + channels, 0));
    return {
      forward(target, values) {
        for (const [i, { channels }] of inputs.entries()) {
          const copy = numbers.get([pixels, 0, starts[i]!, 0]);
          const bindings = { copy, input: values[i]!, output: output.value };
          pass.record(target, bindings, { width: pixels, height: channels });
        }
      },
      backward(target) {
        for (const [i, { channels, gradient }] of inputs.entries()) {
          if (!gradient) continue;
          const copy = numbers.get([pixels, starts[i]!, 0, Number(accumulate[i])]);
          const bindings = { copy, input: output.gradient, output: gradient };
          pass.record(target, bindings, { width: pixels, height: channels });
        }
      },
    };
  },
};

/** The row of the table. */
export const depthToSpace: TrainingOperator<DepthToSpaceLayer> = {
  async create({ label, layer, inputs, output, accumulate, pictures, pass: share, numbers }) {
    const pass = await share({ label: `${label}/shuffle`, file: 'shuffle.wgsl', code: shuffleCode });
    const small = inputs[0]!;
    const size = { width: pixelsOf(small, pictures), height: layer.factor ** 2 * output.channels };
    const numbersOf = (isBack: boolean): GPUBufferBinding =>
      numbers.get([
        small.width,
        small.height,
        output.width,
        output.height,
        pictures,
        layer.factor,
        Number(isBack),
        Number(isBack && accumulate[0]),
      ]);
    return {
      forward: (target, [input]) =>
        pass.record(target, { shuffle: numbersOf(false), input: input!, output: output.value }, size),
      backward(target) {
        if (!small.gradient) return;
        const bindings = { shuffle: numbersOf(true), input: output.gradient, output: small.gradient };
        pass.record(target, bindings, size);
      },
    };
  },
};
