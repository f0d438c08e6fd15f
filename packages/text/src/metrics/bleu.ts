import { FrameloomError, show } from '@frameloom/gpu';
import { countNgrams } from './ngrams.ts';
import { tokens13a, wordsOf } from './tokens-13a.ts';

/** Options of {@link bleu}; the defaults are those of sacrebleu. */
export type BleuOptions = {
  /** Words by `mteval-v13a`, by white space (`'none'`), or single characters. Default `'13a'`. */
  tokenize?: '13a' | 'none' | 'char';
  /**
   * What an n-gram order without a match counts as: halves, quarters and so on of a match (`'exp'`), `floor` of a match, or nothing,
   * which makes the score 0. Default `'exp'`.
   */
  smoothing?: 'exp' | 'floor' | 'none';
  /** Default 0.1. */
  floor?: number;
  /** Whether orders that are longer than all texts are left out, for single sentences. Default false. */
  effectiveOrder?: boolean;
};

/** A score and its parts. */
export type Bleu = {
  /** 0 to 100. */
  score: number;
  /** Percent of the n-grams of 1 to 4 words that a reference has, smoothed. */
  precisions: readonly number[];
  /** Factor for texts that are shorter than their references. */
  brevityPenalty: number;
  /** Words of the texts. */
  length: number;
  /** Words of the references, of each text the one closest in length. */
  referenceLength: number;
};

const orders = 4;

/**
 * Corpus BLEU with n-grams of up to four words, as sacrebleu 2 computes it (Papineni et al. 2002; Post 2018).
 *
 * @param texts What is measured, one or several.
 * @param references For each text one that is right, or several.
 * @throws FrameloomError `invalid-argument`.
 */
export function bleu(
  texts: string | readonly string[],
  references: string | readonly (string | readonly string[])[],
  options: BleuOptions = {},
): Bleu {
  const { tokenize = '13a' } = options;
  if (!Object.hasOwn(splitters, tokenize)) {
    throw new FrameloomError(
      'invalid-argument',
      `bleu: tokenize must be '13a', 'none' or 'char', got ${show(tokenize)}.`,
    );
  }
  const split = splitters[tokenize];
  const counts: Counts = { matches: zeros(), totals: zeros(), length: 0, referenceLength: 0 };
  for (const [text, goals] of pairs(texts, references)) addCounts(counts, split(text), goals.map(split));
  return scoreOf(counts, options);
}

const splitters: Readonly<Record<'13a' | 'none' | 'char', (text: string) => string[]>> = {
  '13a': tokens13a,
  none: wordsOf,
  char: (text) => [...text].filter((one) => one.trim() !== ''),
};

/** Sums over all texts; by order where there are several. */
type Counts = { matches: number[]; totals: number[]; length: number; referenceLength: number };

const zeros = (): number[] => Array.from({ length: orders }, () => 0);

function pairs(
  texts: string | readonly string[],
  references: string | readonly (string | readonly string[])[],
): [string, readonly string[]][] {
  const all = typeof texts === 'string' ? [texts] : texts;
  const goals = (typeof references === 'string' ? [references] : references).map((one) =>
    typeof one === 'string' ? [one] : one,
  );
  const areTexts = [all, ...goals].every(
    (list) => list.length > 0 && list.every((one) => typeof one === 'string'),
  );
  if (areTexts && all.length === goals.length) return all.map((text, i) => [text, goals[i]!]);
  throw new FrameloomError(
    'invalid-argument',
    `bleu: each text takes a list of references, got ${all.length} texts and ${goals.length} lists. Give strings, none of the lists empty.`,
  );
}

function addCounts(
  counts: Counts,
  words: readonly string[],
  references: readonly (readonly string[])[],
): void {
  for (let order = 1; order <= orders; order++) {
    const known = references.map((reference) => countNgrams(reference, order));
    for (const [ngram, count] of countNgrams(words, order)) {
      const most = Math.max(...known.map((one) => one.get(ngram) ?? 0));
      counts.matches[order - 1]! += Math.min(count, most);
      counts.totals[order - 1]! += count;
    }
  }
  const lengths = references.map(({ length }) => length);
  const distance = (length: number): number => Math.abs(length - words.length);
  // Of two that are equally close the shorter one.
  const [closest] = lengths.toSorted((a, b) => distance(a) - distance(b) || a - b);
  counts.length += words.length;
  counts.referenceLength += closest!;
}

function scoreOf(
  { matches, totals, length, referenceLength }: Counts,
  { smoothing = 'exp', floor = 0.1, effectiveOrder = false }: BleuOptions,
): Bleu {
  const brevityPenalty =
    length >= referenceLength ? 1 : length === 0 ? 0 : Math.exp(1 - referenceLength / length);
  const precisions = zeros();
  const parts = { precisions, brevityPenalty, length, referenceLength };
  if (matches.every((count) => count === 0)) return { score: 0, ...parts };
  let halving = 1;
  // Longer ones than the texts are there only to make it 0.
  const known = totals.filter((count) => count > 0).length;
  for (let i = 0; i < known; i++) {
    let count = matches[i]!;
    if (count === 0 && smoothing === 'exp') count = 1 / (halving *= 2);
    if (count === 0 && smoothing === 'floor') count = floor;
    precisions[i] = (100 * count) / totals[i]!;
  }
  const used = precisions.slice(0, effectiveOrder ? known : orders);
  const mean = used.reduce((sum, one) => sum + Math.log(one), 0) / used.length;
  return { score: brevityPenalty * Math.exp(mean), ...parts };
}
