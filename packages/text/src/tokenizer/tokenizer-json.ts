import type { JsonObject } from '@frameloom/gpu/files';

/** What every `tokenizer.json` that is made from another file has. */
export type TokenizerParts = {
  /** Tokens by number. */
  pieces: readonly string[];
  /** Numbers of tokens that are found in texts as a whole. */
  special: readonly number[];
  /** Put in front of every text. */
  begin: number | undefined;
  normalizer: JsonObject | null;
  preTokenizer: JsonObject | null;
  decoder: JsonObject;
  /** Fields of the model beside its kind, BPE, and its vocabulary. */
  model: JsonObject;
};

/** A `tokenizer.json` of byte pair encoding. */
export function tokenizerJson(parts: TokenizerParts): JsonObject {
  const { pieces, special, begin, normalizer, preTokenizer, decoder, model } = parts;
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((id) => ({
      id,
      content: pieces[id]!,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer,
    pre_tokenizer: preTokenizer,
    post_processor: begin === undefined ? null : beginWith(pieces[begin]!, begin),
    decoder,
    model: {
      type: 'BPE',
      dropout: null,
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      ...model,
    },
  };
}

function beginWith(token: string, id: number): JsonObject {
  const first = { SpecialToken: { id: token, type_id: 0 } };
  return {
    type: 'TemplateProcessing',
    single: [first, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [first, { Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
}
