import { FrameloomError, show } from '@frameloom/gpu';
import type { JsonObject } from '@frameloom/gpu/files';

/** CLIP's tokeniser: byte-pair encoding of lower-case words, `</w>` at the end of each. */
export interface ClipTokenizer {
  /** Tokens of a text between a beginning and an end, cut off and filled up to `length`. */
  encode(text: string, length: number): number[];
}

/** The files of a folder `tokenizer`. */
export type TokenizerFiles = { vocab: JsonObject; merges: string; config?: JsonObject | undefined };

const pieces = /<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+/giu;
const endOfWord = '</w>';

/**
 * Makes the tokeniser of a `CLIPTokenizer`'s `vocab.json` and `merges.txt` (Sennrich et al. 2016, on bytes as in GPT-2).
 *
 * @throws FrameloomError `load-failed`.
 */
export function createClipTokenizer(label: string, files: TokenizerFiles): ClipTokenizer {
  const vocabulary = readVocabulary(label, files.vocab);
  const ranks = readMerges(files.merges);
  const special = (field: string, preset: string): number => {
    const given = files.config?.[field];
    const text = typeof given === 'object' ? (given as JsonObject | null)?.['content'] : given;
    const token = typeof text === 'string' ? text : preset;
    return vocabulary.get(token) ?? fail(label, `has no token ${show(token)}, the ${field}`);
  };
  const begin = special('bos_token', '<|startoftext|>');
  const end = special('eos_token', '<|endoftext|>');
  const pad = special('pad_token', '<|endoftext|>');
  const known = new Map<string, readonly number[]>();
  const encodeWord = (word: string): readonly number[] => {
    const found = known.get(word);
    if (found) return found;
    const ids = mergePairs([...toBytes(word)], ranks).flatMap((piece) => vocabulary.get(piece) ?? []);
    known.set(word, ids);
    return ids;
  };
  return {
    encode(text, length) {
      const words = text.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase().match(pieces) ?? [];
      const ids = words.flatMap(
        (word) => vocabulary.get(word.startsWith('<|') ? word : '') ?? encodeWord(word),
      );
      const kept = [begin, ...ids.slice(0, length - 2), end];
      return [...kept, ...Array.from({ length: length - kept.length }, () => pad)];
    },
  };
}

function readVocabulary(label: string, json: JsonObject): Map<string, number> {
  const entries = Object.entries(json);
  const isId = (id: unknown): boolean => Number.isInteger(id) && (id as number) >= 0;
  const wrong = entries.find(([, id]) => !isId(id));
  if (wrong) fail(label, `gives ${show(wrong[0])} the number ${show(wrong[1])}`);
  return new Map(entries as [string, number][]);
}

function readMerges(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#version'));
  return new Map(lines.map((line, rank) => [line.trimEnd(), rank]));
}

/** The characters that stand for the bytes of a word. */
function toBytes(word: string): string {
  return Array.from(new TextEncoder().encode(word), (byte) => byteCharacters[byte]!).join('');
}

/** Printable bytes stand for themselves, the others for characters from 256 on. */
const byteCharacters: readonly string[] = (() => {
  const isPrintable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isPrintable(byte) ? byte : next++));
})();

/** Joins the pair that was learned first, until none is left. */
function mergePairs(letters: string[], ranks: ReadonlyMap<string, number>): string[] {
  const parts = [...letters.slice(0, -1), `${letters.at(-1) ?? ''}${endOfWord}`];
  for (;;) {
    let best = Infinity;
    let at = -1;
    for (let i = 0; i + 1 < parts.length; i++) {
      const rank = ranks.get(`${parts[i]} ${parts[i + 1]}`) ?? Infinity;
      if (rank < best) [best, at] = [rank, i];
    }
    if (at < 0) return parts;
    parts.splice(at, 2, parts[at]! + parts[at + 1]!);
  }
}

function fail(label: string, fact: string): never {
  throw new FrameloomError(
    'load-failed',
    `${label}: the vocabulary ${fact}. Give the files of a CLIPTokenizer.`,
  );
}
