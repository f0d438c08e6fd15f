// Tokenisers against the tokenizers package on hard Unicode, see record_tokens.py.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFile } from '@frameloom/gpu/files';
import { expect, test } from 'vitest';
import { openGguf } from '../../../packages/text/src/load/gguf/open.ts';
import { createTokenizer, type Tokenizer } from '../../../packages/text/src/tokenizer/tokenizer.ts';

const folder = import.meta.dirname;
const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const ranges = json('hard-unicode.json') as [number, number][];
const record = json('tokens.json') as Record<string, number[]>;
const [lines, block] = [10_000, 500];

function* makeLines(): Generator<string> {
  let state = 1;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 16;
  for (let line = 0; line < lines; line++) {
    const length = 1 + (next() % 24);
    let text = '';
    for (let i = 0; i < length; i++) {
      const [low, high] = ranges[next() % ranges.length]!;
      text += String.fromCodePoint(low + (next() % (high - low + 1)));
    }
    yield text;
  }
}

function checksums(tokenizer: Tokenizer): number[] {
  const found: number[] = [];
  let [value, count] = [2166136261, 0];
  for (const line of makeLines()) {
    for (const token of [...tokenizer.encode(line), 0xffffffff]) {
      value = Math.imul((value ^ token) >>> 0, 16777619) >>> 0;
    }
    if (++count % block === 0) found.push(value);
  }
  return found;
}

test('10,000 lines of hard Unicode become the same tokens', async () => {
  const tiny = await createTokenizer('tiny', json('tokenizer.json') as Record<string, unknown>, {});
  expect(checksums(tiny)).toEqual(record['tiny']);
  const file = readFileSync(join(folder, '../../../models/tales/storyteller/storyteller.gguf'));
  const { tokenizer, source } = await openGguf(await openFile(new File([file], 'storyteller.gguf')));
  expect(checksums(tokenizer)).toEqual(record['storyteller']);
  source.dispose();
});
