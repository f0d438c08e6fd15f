// Sentences, the limit on them, and how a text that is longer than the context is summarised.
import { expect, test } from 'vitest';
import type { Generated } from '@frameloom/text';
import { createSentenceLimit } from '../../../packages/text/src/summarise/sentence-limit.ts';
import { sentencesOf } from '../../../packages/text/src/summarise/sentences.ts';
import { readSummary, summarise } from '../../../packages/text/src/summarise/summarise.ts';

test('sentences end where they end', () => {
  const sentences = [
    'Mr. Fox met Dr. J. Wolf at 3.14 p.m. ',
    '"Who is there?" ',
    'Nobody, e.g. a king!\n',
    'また明日。',
    'そう。',
  ];
  expect(sentencesOf(`${sentences.join('')}\n\n`).map((one) => one.trim())).toEqual(
    sentences.map((one) => one.trim()),
  );
});

test('no more sentences come through than may, however they are cut up', () => {
  const text = '  A fox came. It saw St. Peter! And then it went away. ';
  for (const size of [1, 2, 5, 100]) {
    const limit = createSentenceLimit(2);
    let shown = '';
    let isStopped = false;
    for (let at = 0; at < text.length && !isStopped; at += size) {
      const { text: piece, stopped } = limit.push(text.slice(at, at + size));
      shown += piece;
      isStopped = stopped;
    }
    expect(shown).toBe('A fox came. It saw St. Peter!');
    expect(isStopped).toBe(true);
  }
  const all = createSentenceLimit(3);
  expect(all.push(text)).toEqual({ text: text.trim(), stopped: false });
});

/** A token is a letter; a summary of a text is its capital letters. */
function inLetters(maxContext: number): {
  asked: string[];
  of(text: string): Promise<Generated & { shown: string }>;
} {
  const asked: string[] = [];
  const encode = (text: string): number[] => [...text].map((one) => one.codePointAt(0)!);
  const decode = (tokens: readonly number[]): string => String.fromCodePoint(...tokens);
  const tokenizer = { size: 0x110000, encode, decode, idOf: () => undefined };
  return {
    asked,
    async of(text) {
      let shown = '';
      const summariser = {
        tokenizer,
        maxContext,
        maxTokens: 1000,
        ask: (part: string) => encode(`<${part}>`),
        async write(
          prompt: readonly number[],
          maxTokens: number,
          push: (piece: string) => void,
        ): Promise<Generated> {
          asked.push(decode(prompt));
          expect(prompt.length + maxTokens).toBeLessThanOrEqual(maxContext);
          const summary = decode(prompt)
            .replaceAll(/[^A-Z]/g, '')
            .slice(0, maxTokens);
          push(summary);
          const usage = {
            promptTokens: prompt.length,
            completionTokens: summary.length,
            totalTokens: 0,
            cachedTokens: 1,
          };
          const timings = { prefillMs: 0, firstTokenMs: 0, decodeMs: 0, tokensPerSecond: 1 };
          return { text: summary, tokens: encode(summary), finishReason: 'stop', seed: 0, usage, timings };
        },
      };
      const made = await summarise(summariser, text, (piece) => (shown += piece));
      return { ...made, shown };
    },
  };
}

test('a text that fits is asked for as a whole', async () => {
  const letters = inLetters(100);
  const { text, shown } = await letters.of('  The King went.  ');
  expect([text, shown, letters.asked]).toEqual(['TK', 'TK', ['<The King went.>']]);
});

test('a longer one in parts of whole sentences, of which only the last summary is shown', async () => {
  const letters = inLetters(100);
  const sentences = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `${letter} fox went into the wood. `);
  const { shown, usage } = await letters.of(sentences.join(''));
  expect(shown.replaceAll('\n', '')).toBe('ABCDEFGHIJKLMNOPQRSTUVWXYZ'.slice(0, shown.length));
  expect(letters.asked.length).toBeGreaterThan(8);
  for (const part of letters.asked.slice(0, -1))
    expect(part).toMatch(/^<(?:[A-Z] fox went into the wood\. ?)+>$/);
  expect(usage.cachedTokens).toBe(letters.asked.length);
  expect(usage.totalTokens).toBe(usage.promptTokens + usage.completionTokens);
});

test('it ends even where a sentence has no end and summaries are as long as they may be', async () => {
  const letters = inLetters(64);
  const { shown } = await letters.of('ABC'.repeat(2000));
  expect(shown).toHaveLength(16);
});

test('refuses what makes no sense', async () => {
  expect(() => readSummary('  ', 3)).toThrow(/text to summarise/);
  expect(() => readSummary(undefined)).toThrow(/text to summarise/);
  for (const count of [0, 1.5, -1, '3']) expect(() => readSummary('a', count)).toThrow(/maxSentences/);
  await expect(inLetters(12).of('A text that is long.')).rejects.toThrow(/12 tokens has no room/);
});
