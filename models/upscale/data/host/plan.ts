// Which sequences a run consists of, and the random numbers each is made from.
import { createRandom, type Random } from '@frameloom/scenes/kit';
import type { Split } from './arguments.ts';

/** One sequence to render; `file` is its name in the folder. */
export type PlannedSequence = { readonly family: string; readonly seed: number; readonly file: string };

/** Sequence i is of family i mod n, with the next seed each time round. */
export function planSequences(options: {
  readonly families: readonly string[];
  readonly sequences: number;
  readonly seed: number;
  readonly shard?: { readonly index: number; readonly count: number };
}): PlannedSequence[] {
  const { families, sequences, seed: first, shard = { index: 0, count: 1 } } = options;
  const all = Array.from({ length: sequences }, (_, i) => {
    const family = families[i % families.length]!;
    const seed = first + Math.floor(i / families.length);
    return { family, seed, file: `${family}-${String(seed).padStart(5, '0')}.safetensors` };
  });
  return all.filter((_, i) => i % shard.count === shard.index);
}

/** Independent random numbers for one purpose of a sequence: no two splits, families or purposes share any. */
export function randomFor(
  split: Split,
  { family, seed }: Pick<PlannedSequence, 'family' | 'seed'>,
  purpose: string,
): Random {
  let hash = 0x811c9dc5;
  for (const character of `${split}/${family}/${seed}/${purpose}`) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  }
  return createRandom(hash);
}
