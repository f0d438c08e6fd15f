// Each family against what the transformers package makes of the same weights.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFrameBudget } from '@frameloom/gpu';
import { loadTextModel, type TextModel } from '@frameloom/text';
import { describe, expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { takeLavapipe } from '../../support/take-lavapipe.ts';
import { readTiny } from '../../support/text/tiny-models.ts';

takeLavapipe();
const gpu = useGpu();

describe.each(['llama', 'qwen2', 'qwen3', 'gemma3', 'gpt2'])('%s', (name) => {
  test('has the logits of transformers, with and without a cache, and continues alike', async () => {
    const { files, prompt, logits, greedy } = readTiny(name);
    const budget = createFrameBudget(gpu.gpu, { budgetMs: 1000 });
    const model = await loadTextModel(gpu.gpu, files, { precision: 'f32', budget });
    try {
      const first = prompt.length - logits.length;
      for (const length of [first + 1, first + 2, prompt.length]) {
        const expected = logits[length - 1 - first]!;
        expect(await errorOf(model, prompt.slice(0, length), expected)).toBeLessThan(1e-3);
      }
      // Nothing is in the cache: all positions at once.
      model.forget();
      expect(await errorOf(model, prompt, logits.at(-1)!)).toBeLessThan(1e-3);
      const { tokens, usage } = await model.generate(prompt, {
        temperature: 0,
        maxTokens: 64,
        ignoreEnd: true,
      }).done;
      expect(tokens).toEqual(greedy);
      expect(usage.cachedTokens).toBe(prompt.length - 1);
    } finally {
      model.dispose();
      budget.dispose();
    }
  });
});

test('a model in one file continues as the same model in a folder', async () => {
  const { prompt, greedy } = readTiny('llama');
  const budget = createFrameBudget(gpu.gpu, { budgetMs: 1000 });
  const bytes = readFileSync(join(import.meta.dirname, 'llama.gguf'));
  const file = new File([bytes], 'llama.gguf');
  const model = await loadTextModel(gpu.gpu, file, { precision: 'f32', budget });
  const { tokens } = await model.generate(prompt, { temperature: 0, maxTokens: 12, ignoreEnd: true }).done;
  expect(tokens).toEqual(greedy.slice(0, 12));
  model.dispose();
  budget.dispose();
});

/** The largest difference, of the largest logit. */
async function errorOf(model: TextModel, prompt: readonly number[], expected: Float32Array): Promise<number> {
  const found = await model.logits(prompt);
  expect(found.length).toBe(expected.length);
  let [largest, difference] = [0, 0];
  expected.forEach((value, i) => {
    largest = Math.max(largest, Math.abs(value));
    difference = Math.max(difference, Math.abs(value - found[i]!));
  });
  return difference / largest;
}
