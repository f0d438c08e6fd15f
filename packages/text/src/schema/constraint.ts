import { FrameloomError } from '@frameloom/gpu';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { beginningOf } from './grammar.ts';
import { grammarOf } from './json-schema.ts';
import { tokenTree } from './token-tree.ts';

/** Holds a text to a schema, token by token. */
export interface Constraint {
  /**
   * One bit for each token that may be next, 32 in a word.
   *
   * @throws FrameloomError `invalid-argument` where no token may.
   */
  mask(): Uint32Array<ArrayBuffer>;
  /** Takes the next token. True where the text is whole and nothing can follow. */
  push(token: number): boolean;
}

/** @throws FrameloomError `invalid-argument` for a schema that is none or cannot be held to. */
export function createConstraint(
  schema: unknown,
  { tokenizer, vocabulary, ends }: { tokenizer: Tokenizer; vocabulary: number; ends: ReadonlySet<number> },
): Constraint {
  const tree = tokenTree(tokenizer, vocabulary);
  let state = beginningOf(grammarOf(schema));
  return {
    mask() {
      const mask = tree.allowed(state);
      const all = state.isEnd && ends.size > 0 ? mask.slice() : mask;
      if (all !== mask) for (const end of ends) all[end >>> 5]! |= 1 << (end & 31);
      if (all.some((word) => word !== 0)) return all;
      throw new FrameloomError(
        'invalid-argument',
        'generate: no token of this model goes on as the schema wants. Change its names or values.',
      );
    },
    push(token) {
      for (const character of tree.textOf(token)) state = state.step(character) ?? state;
      return !state.canGoOn;
    },
  };
}
