import { FrameloomError } from '@frameloom/gpu';
import type { JsonObject } from '@frameloom/gpu/files';
import { withWhiteSpace } from './white-space.ts';

/** Text to tokens and back. */
export interface Tokenizer {
  /** Ids that are known: tokens are below this. */
  readonly size: number;
  /** Tokens of a text; with those that the model begins a text with unless `special` is false. */
  encode(text: string, options?: { special?: boolean }): number[];
  /** The text of tokens, without special ones. */
  decode(tokens: readonly number[]): string;
  /** The number of a token by its text, such as `</s>`. */
  idOf(token: string): number | undefined;
}

/**
 * Makes a tokeniser from the files of the model hubs.
 *
 * @param json `tokenizer.json`
 * @param config `tokenizer_config.json`
 * @throws FrameloomError `load-failed` for a file that describes none.
 */
export async function createTokenizer(
  where: string,
  json: JsonObject,
  config: JsonObject,
): Promise<Tokenizer> {
  // Beside what a page that loads no model needs.
  const { Tokenizer: Library } = await import('@huggingface/tokenizers');
  try {
    const library = new Library({ ...json, pre_tokenizer: withWhiteSpace(json['pre_tokenizer']) }, config);
    let size = 0;
    for (const id of library.get_vocab(true).values()) size = Math.max(size, id + 1);
    return {
      size,
      encode: (text, { special = true } = {}) => library.encode(text, { add_special_tokens: special }).ids,
      decode: (tokens) => library.decode([...tokens], { skip_special_tokens: true }),
      idOf: (token) => library.token_to_id(token),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FrameloomError('load-failed', `${where}: is no tokenizer that is known: ${reason}.`, { cause });
  }
}
