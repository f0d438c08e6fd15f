import type { Network } from '@frameloom/nn';

/** What a network of models/video must read and give. */
export const contract = { input: 'frame', output: 'head', channels: 4 } as const;

/** Whether a network is one of these. */
export function fits({ inputs, outputs }: Network): boolean {
  const [input, output] = [inputs[0], outputs[0]];
  return (
    inputs.length === 1 &&
    outputs.length === 1 &&
    input?.name === contract.input &&
    input.channels === contract.channels &&
    output?.name === contract.output &&
    output.channels === contract.channels &&
    output.level === 0
  );
}
