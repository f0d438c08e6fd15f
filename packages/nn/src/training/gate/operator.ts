import type { GateLayer } from '../../gate/operator.ts';
import { blocksOf, pixelsOf, type TrainingOperator } from '../layer.ts';
import code from './gate.wgsl?raw';

/** The row of the table. */
export const gate: TrainingOperator<GateLayer> = {
  async create({ label, inputs, output, accumulate, pictures, pass: share, numbers }) {
    const [forward, backward] = await Promise.all(
      ['forward', 'backward'].map((entryPoint) =>
        share({ label: `${label}/${entryPoint}`, file: 'gate.wgsl', code, entryPoint }),
      ),
    );
    const count = pixelsOf(output, pictures) * blocksOf(output.channels);
    return {
      forward(target, [state, share, candidate]) {
        const gate = numbers.get([count, 0, 0]);
        const values = { state: state!, share: share!, candidate: candidate! };
        forward!.record(target, { gate, ...values, output: output.value }, { width: count });
      },
      backward(target, [state, share, candidate]) {
        for (const [part, { gradient }] of inputs.entries()) {
          if (!gradient) continue;
          const gate = numbers.get([count, part, Number(accumulate[part])]);
          const values = { state: state!, share: share!, candidate: candidate! };
          const bindings = { gate, ...values, gradient: output.gradient, output: gradient };
          backward!.record(target, bindings, { width: count });
        }
      },
    };
  },
};
