import { FrameloomError, show } from '@frameloom/gpu';
import { jsonLimits, parseJson, type JsonObject } from '@frameloom/gpu/files';
import { toTokenizerJson } from '../../tokenizer/sentence-pieces.ts';
import { tokenizerJson } from '../../tokenizer/tokenizer-json.ts';
import type { GgufValue } from './header.ts';

type Metadata = ReadonlyMap<string, GgufValue>;

const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const rest = String.raw`| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
const words = String.raw`|[^\r\n\p{L}\p{N}]?\p{L}+|`;
/** How texts are cut before pairs are merged, by the name of the pre-tokeniser. */
const patterns: Readonly<Record<string, string>> = {
  'llama-bpe': `${contractions}${words}\\p{N}{1,3}${rest}`,
  qwen2: `${contractions}${words}\\p{N}${rest}`,
};

/** Kinds of tokens in the file: control tokens and those that users added are found in texts as a whole. */
const [control, userDefined] = [3, 4];

/**
 * `tokenizer.json` of a GGUF file: the one that it holds as a whole, or one with its vocabulary.
 *
 * @throws FrameloomError `unsupported`, `load-failed`.
 */
export function readGgufTokenizer(label: string, metadata: Metadata): JsonObject {
  const whole = metadata.get('tokenizer.huggingface.json');
  if (typeof whole === 'string') return parseJson(`${label}: tokenizer.huggingface.json`, whole, jsonLimits);
  const field = (name: string): GgufValue | undefined => metadata.get(`tokenizer.ggml.${name}`);
  const list = (name: string): readonly GgufValue[] => {
    const found = field(name);
    return Array.isArray(found) ? (found as readonly GgufValue[]) : [];
  };
  const pieces = list('tokens').map(String);
  const types = list('token_type');
  const special = pieces.flatMap((_, id) => (types[id] === control || types[id] === userDefined ? [id] : []));
  const kind = field('model');
  const begin = field('bos_token_id');
  const addsBegin = field('add_bos_token') ?? kind === 'llama';
  const first =
    addsBegin === true && typeof begin === 'number' && pieces[begin] !== undefined ? begin : undefined;
  if (pieces.length === 0) throw new FrameloomError('load-failed', `${label}: has no tokens.`);
  if (kind === 'llama') {
    const unknown = field('unknown_token_id');
    return toTokenizerJson({
      pieces,
      scores: list('scores').map(Number),
      special,
      unknown: typeof unknown === 'number' && pieces[unknown] !== undefined ? unknown : 0,
      begin: first,
      prefixSpace: field('add_space_prefix') !== false,
    });
  }
  if (kind !== 'gpt2') {
    throw new FrameloomError(
      'unsupported',
      `${label}: tokenizer ${show(kind)} is not known. Known are llama and gpt2.`,
    );
  }
  const merges = list('merges').map((pair) => String(pair).split(' '));
  return byteLevel({ pieces, merges, special, first, pattern: field('pre') });
}

type ByteLevel = {
  pieces: readonly string[];
  merges: readonly string[][];
  special: readonly number[];
  first: number | undefined;
  pattern: GgufValue | undefined;
};

function byteLevel({ pieces, merges, special, first, pattern }: ByteLevel): JsonObject {
  return tokenizerJson({
    pieces,
    special,
    begin: first,
    normalizer: null,
    preTokenizer: preTokenizer(pattern),
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: pattern === 'llama-bpe',
      merges,
    },
  });
}

function preTokenizer(pattern: GgufValue | undefined): JsonObject {
  const bytes = (use_regex: boolean): JsonObject => ({
    type: 'ByteLevel',
    add_prefix_space: false,
    trim_offsets: true,
    use_regex,
  });
  if (typeof pattern === 'string' && Object.hasOwn(patterns, pattern)) {
    const split = {
      type: 'Split',
      pattern: { Regex: patterns[pattern] },
      behavior: 'Isolated',
      invert: false,
    };
    return { type: 'Sequence', pretokenizers: [split, bytes(false)] };
  }
  if (pattern !== 'smollm') return bytes(true);
  return { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: true }, bytes(true)] };
}
