// The model that ships against what PyTorch makes of its file, see record_storyteller.py.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFrameBudget, type FrameBudget, type Slice } from '@frameloom/gpu';
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
  const slices: Slice[] = [];
  const watched: FrameBudget = Object.create(budget, {
    run: {
      value: (priority: 'interactive', given: Given, options: object) =>
        budget.run(priority, watch(given, slices), options),
    },
  });
  const model = await loadTextModel(gpu.gpu, 'storyteller', { budget: watched, maxContext: 128 });
  expect(model.tokenizer.encode(record.text)).toEqual(record.prompt);
  const logits = await model.logits(record.prompt);
  for (const [token, value] of record.best) expect(Math.abs(logits[token]! - value)).toBeLessThan(0.1);
  const { tokens } = await model.generate(record.prompt, { temperature: 0, maxTokens: 4 }).done;
  expect(tokens).toEqual(record.greedy.slice(0, 4));
  // No slice is larger than a frame can bear, see build-model.ts.
  const [bytes, macs] = gpu.gpu.tier === 'software' ? [4e6, 12e6] : [16e6, 120e6];
  expect(slices.length).toBeGreaterThan(20);
  expect(Math.max(...slices.map((slice) => slice.macs ?? 0))).toBeLessThanOrEqual(1.01 * macs);
  expect(Math.max(...slices.map((slice) => slice.bytes ?? 0))).toBeLessThanOrEqual(1.01 * bytes);
  model.dispose();
  budget.dispose();
});

type Given = AsyncGenerator<Slice[], unknown, undefined>;

/** Keeps what goes by. */
async function* watch(given: Given, slices: Slice[]): Given {
  for (let next = await given.next(); ; next = await given.next()) {
    if (next.done) return next.value;
    slices.push(...next.value);
    yield next.value;
  }
}
