// What turns tokens into text: decoding, stops, prefixes in the cache, options.
import { describe, expect, test } from 'vitest';
import { readOptions } from '../../../packages/text/src/generate/options.ts';
import { createStopFilter } from '../../../packages/text/src/generate/stops.ts';
import { bestTokens, logSum } from '../../../packages/text/src/generate/logprobs.ts';
import { createPrefixes } from '../../../packages/text/src/pages/prefixes.ts';
import { createTokenDecoder } from '../../../packages/text/src/tokenizer/text-decoder.ts';

describe('the decoder', () => {
  const bytes = { decode: (tokens: readonly number[]) => new TextDecoder().decode(Uint8Array.from(tokens)) };

  test('gives characters when they are whole', () => {
    const decoder = createTokenDecoder(bytes, []);
    const parts = [...new TextEncoder().encode('a€🦊b')].map((token) => decoder.push(token));
    expect(parts).toEqual(['a', '', '', '€', '', '', '', '🦊', 'b']);
    expect(decoder.end()).toBe('');
  });

  test('gives what is left of a character that was cut', () => {
    const decoder = createTokenDecoder(bytes, []);
    expect(decoder.push(0xe2)).toBe('');
    expect(decoder.end()).toBe('\ufffd');
  });

  test('keeps the space in front of a word that follows a prompt', () => {
    const words = { decode: (tokens: readonly number[]) => tokens.map((token) => `w${token}`).join(' ') };
    expect(createTokenDecoder(words, [1, 2]).push(3)).toBe(' w3');
  });
});

describe('the filter of stops', () => {
  const run = (stops: string[], parts: string[]): string[] => {
    const filter = createStopFilter(stops);
    const shown: string[] = [];
    for (const part of parts) {
      const { text, stopped } = filter.push(part);
      shown.push(text);
      if (stopped) return [...shown, 'stopped'];
    }
    return [...shown, filter.end()];
  };

  test('shows nothing of a stop that comes in parts', () => {
    expect(run(['\nUser:'], ['Hello', '\nUs', 'er: hi'])).toEqual(['Hello', '', '', 'stopped']);
  });

  test('shows what only began like one', () => {
    expect(run(['END'], ['E', 'Nd', ' of E'])).toEqual(['', 'ENd', ' of ', 'E']);
  });

  test('takes the first of several', () => {
    expect(run(['b', 'a'], ['xxab'])).toEqual(['xx', 'stopped']);
  });
});

describe('prefixes', () => {
  const count = (): { store: ReturnType<typeof createPrefixes>; holders: Map<number, number> } => {
    const holders = new Map<number, number>();
    const add = (page: number, n: number): void => void holders.set(page, (holders.get(page) ?? 0) + n);
    const store = createPrefixes({ share: (page) => add(page, 1), give: (page) => add(page, -1) });
    return { store, holders };
  };
  const tokens = (length: number, last = 0): number[] =>
    Array.from({ length }, (_, i) => (i === length - 1 ? last : i));

  test('finds the longest beginning, and leaves the last token to compute', () => {
    const { store } = count();
    store.keep(tokens(100), [1, 2]);
    store.keep(tokens(40, 7), [3]);
    expect(store.find(tokens(100))).toEqual({ length: 99, pages: [1, 2] });
    expect(store.find([...tokens(40, 7), 5])).toEqual({ length: 40, pages: [3] });
    expect(store.find([9, 9])).toEqual({ length: 0, pages: [] });
  });

  test('gives back what is of no use, and everything in the end', () => {
    const { store, holders } = count();
    for (const page of [1, 2, 3, 4]) holders.set(page, 1);
    store.keep(tokens(64), [1, 2]);
    expect(holders.get(2)).toBe(0);
    store.keep([...tokens(64), 5], [3, 4]);
    expect(holders.get(1)).toBe(0);
    store.clear();
    expect([...holders.values()]).toEqual([0, 0, 0, 0]);
  });
});

describe('options', () => {
  test('are known by all of their names', () => {
    const read = readOptions(
      { max_new_tokens: 5, top_p: 0.5, repetition_penalty: 1.2, do_sample: false, seed: 3 },
      {},
    );
    expect(read.maxTokens).toBe(5);
    expect(read.sampling).toEqual({ topP: 0.5, repetitionPenalty: 1.2, temperature: 0, seed: 3 });
  });

  test('start from what the model says', () => {
    expect(readOptions({ topK: 3 }, { temperature: 0.6, topK: 50 }).sampling).toMatchObject({
      temperature: 0.6,
      topK: 3,
    });
  });

  test.each([
    [{ temperature: -1 }, 'temperature'],
    [{ maxTokens: 0 }, 'maxTokens'],
    [{ topP: 2 }, 'topP'],
    [{ stop: [''] }, 'stop'],
    [{ seed: 0.5 }, 'seed'],
    [{ logprobs: 21 }, 'logprobs'],
  ])('%j is refused', (options, name) => {
    expect(() => readOptions(options, {})).toThrow(name);
  });
});

test('probabilities of logits', () => {
  const logits = Float32Array.of(1, 3, 2);
  expect(logSum(logits)).toBeCloseTo(Math.log(Math.E + Math.E ** 3 + Math.E ** 2), 6);
  expect(bestTokens(logits, 2)).toEqual([1, 2]);
});
