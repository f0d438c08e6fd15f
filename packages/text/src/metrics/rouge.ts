import { FrameloomError, show } from '@frameloom/gpu';
import { countNgrams } from './ngrams.ts';

/** Options of {@link rouge}. */
export type RougeOptions = {
  /** What to make of words of more than three letters, such as Porter's stems. Default: words as they are. */
  stem?: (word: string) => string;
};

/** How much of what was written is in the target, how much of the target was written, and the harmonic mean of both; 0 to 1. */
export type RougeScore = { precision: number; recall: number; f1: number };

/** Scores by what is compared. */
export type Rouge = {
  /** Single words. */
  rouge1: RougeScore;
  /** Pairs of words. */
  rouge2: RougeScore;
  /** The longest sequence of words that both have in this order, with anything between. */
  rougeL: RougeScore;
  /** The same of each line of the target with all lines that were written. */
  rougeLsum: RougeScore;
};

/**
 * ROUGE of a text, as Google's `rouge_score` computes it (Lin 2004). Words are runs of Latin letters and digits in lower case;
 * sentences of `rougeLsum` are lines.
 *
 * @param target What should have been written.
 * @throws FrameloomError `invalid-argument`.
 */
export function rouge(text: string, target: string, { stem }: RougeOptions = {}): Rouge {
  for (const [name, value] of Object.entries({ text, target })) {
    if (typeof value !== 'string')
      throw new FrameloomError('invalid-argument', `rouge: ${name} must be a string, got ${show(value)}.`);
  }
  const split = (part: string): string[] => {
    const words = part.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    return stem ? words.map((word) => (word.length > 3 ? stem(word) : word)) : words;
  };
  const lines = (part: string): string[][] => part.split('\n').map(split);
  const [written, wanted] = [split(text), split(target)];
  return {
    rouge1: ofNgrams(written, wanted, 1),
    rouge2: ofNgrams(written, wanted, 2),
    rougeL: scoreOf(commonPlaces(wanted, written).length, written.length, wanted.length),
    rougeLsum: ofLines(lines(text), lines(target)),
  };
}

function scoreOf(hits: number, written: number, wanted: number): RougeScore {
  const precision = written > 0 ? hits / written : 0;
  const recall = wanted > 0 ? hits / wanted : 0;
  return { precision, recall, f1: hits > 0 ? (2 * precision * recall) / (precision + recall) : 0 };
}

function ofNgrams(written: readonly string[], wanted: readonly string[], length: number): RougeScore {
  const found = countNgrams(written, length);
  let hits = 0;
  for (const [ngram, count] of countNgrams(wanted, length)) hits += Math.min(count, found.get(ngram) ?? 0);
  const total = (words: readonly string[]): number => Math.max(0, words.length - length + 1);
  return scoreOf(hits, total(written), total(wanted));
}

/** Places in `wanted` of a longest sequence that both have. */
function commonPlaces(wanted: readonly string[], written: readonly string[]): number[] {
  const columns = written.length + 1;
  const lengths = new Uint32Array((wanted.length + 1) * columns);
  const at = (i: number, j: number): number => lengths[i * columns + j]!;
  for (let i = 1; i <= wanted.length; i++) {
    for (let j = 1; j < columns; j++) {
      const isSame = wanted[i - 1] === written[j - 1];
      lengths[i * columns + j] = isSame ? at(i - 1, j - 1) + 1 : Math.max(at(i - 1, j), at(i, j - 1));
    }
  }
  const places: number[] = [];
  // Which of several equally long ones decides on the score of lines: the same as in the original.
  for (let [i, j] = [wanted.length, written.length]; i > 0 && j > 0;) {
    if (wanted[i - 1] === written[j - 1]) [i, j] = [places.unshift(i - 1) && i - 1, j - 1];
    else if (at(i, j - 1) > at(i - 1, j)) j--;
    else i--;
  }
  return places;
}

/** Each line of the target with all written lines together; a word counts as often as both have it. */
function ofLines(
  written: readonly (readonly string[])[],
  wanted: readonly (readonly string[])[],
): RougeScore {
  const left = [written, wanted].map((lines) => countNgrams(lines.flat(), 1));
  let hits = 0;
  for (const line of wanted) {
    const places = new Set(written.flatMap((other) => commonPlaces(line, other)));
    for (const place of [...places].toSorted((a, b) => a - b)) {
      const word = line[place]!;
      if (!left.every((counts) => counts.get(word)! > 0)) continue;
      for (const counts of left) counts.set(word, counts.get(word)! - 1);
      hits++;
    }
  }
  return scoreOf(hits, written.flat().length, wanted.flat().length);
}
