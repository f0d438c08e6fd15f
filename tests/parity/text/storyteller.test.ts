// The model that ships against what PyTorch makes of its file, see record_storyteller.py.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFrameBudget } from '@frameloom/gpu';
import { loadTextModel } from '@frameloom/text';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';

const gpu = useGpu();
const folder = join(import.meta.dirname, '../../../models/tales/storyteller');
const record = JSON.parse(readFileSync(join(import.meta.dirname, 'storyteller.json'), 'utf8')) as {
  text: string;
  prompt: number[];
  nats_per_token: number;
  best: [number, number][];
  greedy: number[];
};

test('the storyteller writes what PyTorch writes, and is no larger than 12 MB', async () => {
  const file = readFileSync(join(folder, 'storyteller.gguf'));
  const card = JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')) as { bytes: number };
  expect(file.length).toBeLessThanOrEqual(12e6);
  expect(card.bytes).toBe(file.length);
  const budget = createFrameBudget(gpu.gpu, { budgetMs: 1000 });
  const model = await loadTextModel(gpu.gpu, 'storyteller', { budget, maxContext: 128 });
  expect(model.tokenizer.encode(record.text)).toEqual(record.prompt);
  const logits = await model.logits(record.prompt);
  for (const [token, value] of record.best) expect(Math.abs(logits[token]! - value)).toBeLessThan(0.1);
  const { tokens } = await model.generate(record.prompt, { temperature: 0, maxTokens: 4 }).done;
  expect(tokens).toEqual(record.greedy.slice(0, 4));
  model.dispose();
  budget.dispose();
});
