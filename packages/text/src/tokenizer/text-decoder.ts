import type { Tokenizer } from './tokenizer.ts';

/** Text of tokens as they come; characters that several tokens make up come when they are whole. */
export interface TokenDecoder {
  /** What this token adds to the text. */
  push(token: number): string;
  /** What is left of a character that was never completed. */
  end(): string;
}

const replacement = '\ufffd';

/**
 * Decodes tokens one by one. Where spaces belong depends on the tokens before, so that each is decoded along with some of
 * them.
 *
 * @param before Tokens of the text so far, such as a prompt.
 */
export function createTokenDecoder(
  tokenizer: Pick<Tokenizer, 'decode'>,
  before: readonly number[],
): TokenDecoder {
  let tokens = before.slice(-8);
  let known = tokenizer.decode(tokens);
  const flush = (text: string): string => {
    const added = text.slice(known.length);
    // A few tokens are enough to decode the next one by.
    tokens = tokens.slice(-8);
    known = tokenizer.decode(tokens);
    return added;
  };
  return {
    push(token) {
      tokens.push(token);
      const text = tokenizer.decode(tokens);
      if (text.endsWith(replacement) && tokens.length < 32) return '';
      return text.length > known.length ? flush(text) : '';
    },
    end() {
      const text = tokenizer.decode(tokens);
      return text.length > known.length ? flush(text) : '';
    },
  };
}
