import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { State } from './grammar.ts';

/** Tokens by their characters, so that those with the same beginning are looked at once. */
type Branch = { tokens: number[]; branches: Map<string, Branch> };

/** Which tokens may come in which state of a grammar. */
export type TokenTree = {
  /** What a token adds to a text. */
  textOf(token: number): string;
  /** One bit for each token of the vocabulary, 32 in a word; all tokens with a text that the state takes as a whole. */
  allowed(state: State): Uint32Array<ArrayBuffer>;
};

const trees = new WeakMap<Tokenizer, TokenTree>();

/** The tree of a tokeniser, made at the first call. @param vocabulary Numbers of tokens are below this. */
export function tokenTree(tokenizer: Tokenizer, vocabulary: number): TokenTree {
  const found = trees.get(tokenizer) ?? build(tokenizer, vocabulary);
  trees.set(tokenizer, found);
  return found;
}

function build(tokenizer: Tokenizer, vocabulary: number): TokenTree {
  // Some decoders drop the space before the first token of a text.
  const anchor = tokenizer.encode('a', { special: false });
  const before = tokenizer.decode(anchor);
  const texts = Array.from({ length: Math.min(vocabulary, tokenizer.size) }, (_, token) =>
    tokenizer.decode([...anchor, token]).slice(before.length),
  );
  const root: Branch = { tokens: [], branches: new Map() };
  for (const [token, text] of texts.entries()) {
    // Special tokens have no text; a part of a character is none.
    if (text === '' || text.includes('\ufffd')) continue;
    let branch = root;
    for (const character of text) {
      const next: Branch = branch.branches.get(character) ?? { tokens: [], branches: new Map() };
      branch.branches.set(character, next);
      branch = next;
    }
    branch.tokens.push(token);
  }
  const masks = new WeakMap<State, Uint32Array<ArrayBuffer>>();
  return {
    textOf: (token) => texts[token] ?? '',
    allowed(state) {
      const known = masks.get(state);
      if (known) return known;
      const mask = new Uint32Array(Math.ceil(vocabulary / 32));
      const walk = (branch: Branch, at: State): void => {
        for (const token of branch.tokens) mask[token >>> 5]! |= 1 << (token & 31);
        for (const [character, next] of branch.branches) {
          const state = at.step(character);
          if (state) walk(next, state);
        }
      };
      walk(root, state);
      masks.set(state, mask);
      return mask;
    },
  };
}
