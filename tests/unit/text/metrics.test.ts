// BLEU and ROUGE against the values that sacrebleu's and rouge_score's own tests hold.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bleu, rouge, type Rouge, type RougeScore } from '@frameloom/text';
import { describe, expect, test } from 'vitest';
import { tokens13a } from '../../../packages/text/src/metrics/tokens-13a.ts';

describe('BLEU', () => {
  const texts = ['The dog bit the man.', "It wasn't surprising.", 'The man had just bitten him.'];
  const references = [
    ['The dog bit the man.', 'The dog had bit the man.'],
    ['It was not unexpected.', 'No one was surprised.'],
    ['The man bit him first.', 'The man had bitten the dog.'],
  ];

  test.each([
    [{}, 48.530827],
    [{ tokenize: 'none' }, 49.1919566],
    [{ tokenize: 'char' }, 72.6106],
    [{ smoothing: 'none' }, 48.530827],
  ] as const)('of the example in the README of sacrebleu, %j', (options, expected) => {
    expect(bleu(texts, references, options).score).toBeCloseTo(expected, 4);
  });

  test('tells what it is made of', () => {
    const { precisions, brevityPenalty, length, referenceLength } = bleu(texts, references);
    expect([length, referenceLength]).toEqual([17, 18]);
    expect(brevityPenalty).toBeCloseTo(0.942873, 6);
    [14 / 17, 7 / 14, 5 / 11, 3 / 8].forEach((share, i) => expect(precisions[i]).toBeCloseTo(100 * share, 9));
  });

  test.each([
    ['this is a fest', 'this is a test', 0.01, 22.3606797749979],
    ['this is a test', 'this is a test', 0.01, 100],
    ['test', 'a test', 0.01, 36.78794411714425],
    ['a test', 'a test', 0.01, 100],
    ['a little test', 'a test', 0.01, 3.218297948685433],
    ['am I am a character sequence', 'I am a symbol string sequence a a', 0.1, 15.55722182],
    ['am I am a character sequence', 'I am a symbol string sequence a a', 0, 0],
  ])('of the sentence "%s" beside "%s", floor %f', (text, reference, floor, expected) => {
    const options = { tokenize: 'none', smoothing: 'floor', floor, effectiveOrder: true } as const;
    expect(bleu(text, reference, options).score).toBeCloseTo(expected, 6);
  });

  test('of sentences by themselves, of nothing, and of two sentences without a match', () => {
    expect(bleu('the cat sat on the mat', 'the cat is on the mat').score).toBeCloseTo(37.9917843, 6);
    expect(bleu(['', '', ''], references).score).toBe(0);
    const options = { smoothing: 'floor', floor: 0.01, effectiveOrder: true } as const;
    const score = bleu(['this is a test', 'another test'], ['ref1', 'ref2'], options);
    expect(score.score).toBe(0);
  });

  test('words are those of mteval-v13a', () => {
    expect(tokens13a(`"Hello, world! It's 3.14 (approx.) & 1,000-2,000 <b>."`).join(' ')).toBe(
      `" Hello , world ! It's 3.14 ( approx . ) & 1,000 - 2,000 < b > . "`,
    );
    expect(tokens13a('&quot;hy-\nphen&quot; <skipped>on')).toEqual(['"', 'hyphen', '"', 'on']);
  });

  test('refuses what has no reference', () => {
    expect(() => bleu(['a', 'b'], ['a'])).toThrow(/2 texts and 1 lists/);
    expect(() => bleu([], [])).toThrow(/none of the lists empty/);
    expect(() => bleu('a', 'a', { tokenize: 'intl' as 'none' })).toThrow(/intl/);
  });
});

describe('ROUGE', () => {
  const data = JSON.parse(readFileSync(join(import.meta.dirname, 'rouge.json'), 'utf8')) as {
    predictions: string[];
    targets: string[];
    stems: Record<string, string>;
  };
  const expectScore = ({ precision, recall, f1 }: RougeScore, expected: readonly number[]): void => {
    [precision, recall, f1].forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  };

  test.each<[keyof Rouge, string, ...number[]]>([
    ['rouge1', 'testing', 1, 1 / 3, 1 / 2],
    ['rouge2', 'testing one', 1, 1 / 2, 2 / 3],
    ['rougeL', 'testing one', 1, 2 / 3, 4 / 5],
    ['rougeL', 'testing two', 1, 2 / 3, 4 / 5],
    ['rouge1', '', 0, 0, 0],
    ['rougeLsum', '', 0, 0, 0],
  ])('%s of "%s"', (name, text, ...expected) => {
    expectScore(rouge(text, 'testing one two')[name], expected);
  });

  test('of lines together, each word once', () => {
    const lines = 'w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5';
    expectScore(rouge(lines, 'w1 w2 w3 w4 w5').rougeLsum, [0.4, 0.8, 0.53333]);
    expectScore(rouge('/', 'w1 w2').rougeLsum, [0, 0, 0]);
    const swapped = rouge('Second sentence.\nFirst Sentence.', 'First sentence.\nSecond Sentence.');
    expect(swapped.rougeLsum.f1).toBe(1);
    expect(swapped.rougeL.f1).toBe(0.5);
  });

  test.each<[number, keyof Rouge, ...number[]]>([
    [0, 'rouge1', 0.6875, 0.40741, 0.51163],
    [0, 'rouge2', 0.53333, 0.30769, 0.39024],
    [0, 'rougeL', 0.6875, 0.40741, 0.51163],
    [1, 'rouge1', 0.65385, 0.40476, 0.5],
    [1, 'rouge2', 0.48, 0.29268, 0.36364],
    [1, 'rougeL', 0.65385, 0.40476, 0.5],
  ])('line %i of the data of rouge_score, as ROUGE 1.5.5: %s', (line, name, ...expected) => {
    expectScore(rouge(data.predictions[line]!, data.targets[line]!)[name], expected);
  });

  test('of whole summaries, as ROUGE 1.5.5 with stems', () => {
    // What Porter's stemmer makes of those words that it changes.
    const stem = (word: string): string => data.stems[word] ?? word;
    const found = rouge(data.predictions.join('\n'), data.targets.join('\n'), { stem });
    expectScore(found.rougeLsum, [0.66667, 0.36538, 0.47205]);
    expectScore(rouge(data.predictions[1]!, data.targets[1]!, { stem }).rouge1, [0.69231, 0.42857, 0.52941]);
  });

  test('refuses what is no text', () => {
    expect(() => rouge('a', undefined as never)).toThrow(/target must be a string/);
  });
});
