import type { JsonObject } from '@frameloom/gpu/files';
import { tokenizerJson } from './tokenizer-json.ts';

/** A vocabulary of SentencePiece: what llama2.c's tokenizer files and GGUF files of Llama hold. */
export type SentencePieces = {
  /** With '▁' for spaces; bytes as `<0x0A>`. */
  pieces: readonly string[];
  /** Higher is merged first. */
  scores: ArrayLike<number>;
  /** Numbers of tokens that are not text, such as begin and end. */
  special: readonly number[];
  unknown: number;
  begin: number | undefined;
  /** Whether a text gets a space in front. */
  prefixSpace: boolean;
};

/**
 * `tokenizer.json` of a SentencePiece vocabulary of the kind BPE. Merging the pair with the best score first is byte pair
 * encoding with the merges in the order of their scores, as transformers converts it.
 */
export function toTokenizerJson(vocabulary: SentencePieces): JsonObject {
  const { pieces, special, unknown, begin, prefixSpace } = vocabulary;
  const normalizers = [
    ...(prefixSpace ? [{ type: 'Prepend', prepend: '▁' }] : []),
    { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
  ];
  const decoders = [
    { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
    { type: 'ByteFallback' },
    { type: 'Fuse' },
    ...(prefixSpace ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
  ];
  return tokenizerJson({
    pieces,
    special,
    begin,
    normalizer: { type: 'Sequence', normalizers },
    preTokenizer: null,
    decoder: { type: 'Sequence', decoders },
    model: {
      unk_token: pieces[unknown]!,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: true,
      ignore_merges: false,
      merges: findMerges(vocabulary),
    },
  });
}

function findMerges({ pieces, scores, special }: SentencePieces): [string, string][] {
  const ids = new Map(pieces.map((piece, id) => [piece, id]));
  const left = new Set(special);
  const merges: { pair: [string, string]; score: number; ids: [number, number] }[] = [];
  pieces.forEach((piece, id) => {
    if (left.has(id)) return;
    const letters = [...piece];
    for (let at = 1; at < letters.length; at++) {
      const pair: [string, string] = [letters.slice(0, at).join(''), letters.slice(at).join('')];
      const [first, second] = [ids.get(pair[0]), ids.get(pair[1])];
      if (first === undefined || second === undefined) continue;
      merges.push({ pair, score: scores[id]!, ids: [first, second] });
    }
  });
  merges.sort((a, b) => b.score - a.score || a.ids[0] - b.ids[0] || a.ids[1] - b.ids[1]);
  return merges.map(({ pair }) => pair);
}
