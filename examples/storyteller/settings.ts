import { readQuery } from '../shared/settings.ts';
import { createStoreOf, type Store } from '../shared/store.ts';

/** Everything a visitor can choose; it lives in the address. */
export type TellerSettings = {
  temperature: number;
  topP: number;
  /** Of the first tale; each further one counts on. */
  seed: number;
  /** Milliseconds of GPU time between two frames at 60 Hz. */
  budget: number;
  /** Words that a tale begins with; '' leaves that to the model. */
  prompt: string;
  /** Canvas pixels per device pixel. */
  scale: number;
};

export type TellerStore = Store<TellerSettings>;

const defaults: TellerSettings = {
  temperature: 0.7,
  topP: 0.9,
  seed: 1,
  budget: 2,
  prompt: 'Once upon a time',
  scale: 1,
};

export const largestSeed: number = 2 ** 32 - 1;

export function createTellerStore(): TellerStore {
  return createStoreOf(defaults, parse);
}

function parse(query: string, base: TellerSettings): TellerSettings {
  const { number, text } = readQuery(query, base);
  return {
    temperature: number('temperature', 0, 1.5),
    topP: number('topP', 0.1, 1),
    seed: Math.floor(number('seed', 0, largestSeed)),
    budget: number('budget', 0.5, 8),
    prompt: text('prompt').slice(0, 500),
    scale: number('scale', 0.1, 1),
  };
}
