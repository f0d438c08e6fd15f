import type { Network } from '@frameloom/nn';

/** What a network of models/video must read and give. */
export const contract = { input: 'frame', output: 'head', channels: 4 } as const;

/** How often the head of the network `degradation` is halved in size. */
export const degradationLevel = 3;

/** Whether a network is one of these. `level`: how often its head is halved in size. */
export function fits({ inputs, outputs }: Network, level = 0): boolean {
  const [input, output] = [inputs[0], outputs[0]];
  return (
    inputs.length === 1 &&
    outputs.length === 1 &&
    input?.name === contract.input &&
    input.channels === contract.channels &&
    output?.name === contract.output &&
    output.channels === contract.channels &&
    output.level === level
  );
}
