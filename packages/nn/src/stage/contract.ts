import { FrameloomError } from '@frameloom/gpu';
import type { ModelConfig } from '@frameloom/gpu/files';
import type { NetworkMap } from '../network/maps.ts';
import type { StageContract, StageMap } from './types.ts';

/** For every map of a contract, the network's name of it. */
export type StageNames = { inputs: ReadonlyMap<string, string>; outputs: ReadonlyMap<string, string> };

/**
 * Matches a network's maps with a contract.
 *
 * @throws FrameloomError `load-failed`.
 */
export function matchContract(
  label: string,
  contract: StageContract,
  { name, task }: Pick<ModelConfig, 'name' | 'task'>,
  network: { inputs: readonly NetworkMap[]; outputs: readonly NetworkMap[] },
): StageNames {
  const fail = (fact: string): never => {
    throw new FrameloomError(
      'load-failed',
      `${label}: the model ${JSON.stringify(name)} (task ${JSON.stringify(task)}) is not one for ${contract.purpose}: ` +
        `${fact}. ${contract.advice}`,
    );
  };
  if (contract.task !== undefined && task !== contract.task) {
    fail(`its task must be ${JSON.stringify(contract.task)}`);
  }
  const match = (
    kind: 'input' | 'output',
    wanted: Readonly<Record<string, StageMap>>,
    maps: readonly NetworkMap[],
  ): Map<string, string> => {
    const names = Object.keys(wanted);
    if (maps.length !== names.length) {
      fail(`it has ${count(maps.length, kind)}, ${names.length} (${names.map(quote).join(', ')}) are needed`);
    }
    return new Map(
      names.map((own) => {
        const found =
          maps.find((map) => map.name === own) ??
          (names.length === 1 ? maps[0]! : fail(`it has no ${kind} ${quote(own)}`));
        const { channels, level = 0 } = wanted[own]!;
        if (found.channels !== channels || found.level !== level) {
          fail(
            `its ${kind} ${quote(found.name)} has ${found.channels} channels at level ${found.level}, ` +
              `${channels} channels at level ${level} are needed`,
          );
        }
        return [own, found.name];
      }),
    );
  };
  return {
    inputs: match('input', contract.inputs, network.inputs),
    outputs: match('output', contract.outputs, network.outputs),
  };
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

function quote(name: string): string {
  return JSON.stringify(name);
}
