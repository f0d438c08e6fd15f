// llama2.c's stories260K, which is not part of the repository: STORIES names a folder with stories260K.bin and tok512.bin.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createFrameBudget } from '@frameloom/gpu';
import { loadTextModel } from '@frameloom/text';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';

const gpu = useGpu();
const folder = process.env['STORIES'];

/** What llama2.c writes with `-t 0 -n 200`. */
const story = `Once upon a time, there was a little girl named Lily. She loved to play outside in the park. One day, she saw a big, red ball. She wanted to play with it, but it was too high.
Lily's mom said, "Lily, let's go to the park." Lily was sad and didn't know what to do. She said, "I want to play with your ball, but I can't find it."
Lily was sad and didn't know what to do. She said, "I'm sorry, Lily. I didn't know what to do."
Lily didn't want to help her mom, so she`;

test('stories260K writes what llama2.c writes', async ({ skip }) => {
  skip(folder === undefined, 'STORIES names no folder with stories260K.bin and tok512.bin of llama2.c');
  const at = (name: string): URL => pathToFileURL(join(folder!, name));
  const budget = createFrameBudget(gpu.gpu, { budgetMs: 1000 });
  const options = { precision: 'f32', tokenizer: at('tok512.bin'), budget } as const;
  const model = await loadTextModel(gpu.gpu, at('stories260K.bin'), options);
  expect(await model.generate('', { temperature: 0, maxTokens: 200 }).text()).toBe(story);
  model.dispose();
  budget.dispose();
});
