// Generation on a tiny random model: what options do, what is shared, what is given back.
import { createFrameBudget, type FrameBudget } from '@frameloom/gpu';
import { loadTextModel, openAiFace, type TextModel } from '@frameloom/text';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { readTiny } from '../../support/text/tiny-models.ts';
import { oneLayer, testLoading } from './loading.ts';

const gpu = useGpu();
// Layer by layer it is measured in tests/parity/text.
const tiny = readTiny('llama', oneLayer);
const prompt = tiny.prompt.slice(0, 70);
let model: TextModel;
let budget: FrameBudget;

beforeAll(async () => {
  budget = createFrameBudget(gpu.gpu, { budgetMs: 1000 });
  model = await loadTextModel(gpu.gpu, tiny.files, { precision: 'f32', maxContext: 96, budget });
});

/** Bytes of all that models made. */
function heldBytes(): number {
  const owners = Object.entries(gpu.gpu.memory.byOwner());
  return owners.reduce((sum, [owner, bytes]) => sum + (owner.startsWith('text') ? bytes : 0), 0);
}

afterAll(() => {
  model.dispose();
  budget.dispose();
  expect(heldBytes()).toBe(0);
});

test('the same seed draws the same text, another one another', async () => {
  const draw = async (seed: number): Promise<readonly number[]> =>
    (await model.generate(prompt, { seed, temperature: 1.5, topK: 40, maxTokens: 8, ignoreEnd: true }).done)
      .tokens;
  const [first, second, other] = [await draw(5), await draw(5), await draw(6)];
  expect(first).toHaveLength(8);
  expect(second).toEqual(first);
  expect(other).not.toEqual(first);
});

test('texts at the same time take turns, and each is as if it were alone', async () => {
  const options = { temperature: 0, maxTokens: 8, ignoreEnd: true };
  const prompts = [tiny.prompt.slice(0, 20), tiny.prompt.slice(30, 44)];
  const together = await Promise.all(prompts.map((one) => model.generate(one, options).done));
  model.forget();
  for (const [i, one] of prompts.entries()) {
    expect((await model.generate(one, options).done).tokens).toEqual(together[i]!.tokens);
  }
});

test('a text that goes on from within another shares its beginning and changes nothing of it', async () => {
  const options = { temperature: 0, maxTokens: 6, ignoreEnd: true };
  const first = await model.generate(prompt, options).done;
  const fork = await model.generate([...prompt, first.tokens[0]!, 99], options).done;
  expect(fork.usage.cachedTokens).toBe(71);
  const again = await model.generate(prompt, options).done;
  expect(again.tokens).toEqual(first.tokens);
  expect(again.usage.cachedTokens).toBe(69);
  model.forget();
  const alone = await model.generate([...prompt, first.tokens[0]!, 99], options).done;
  expect(alone.tokens).toEqual(fork.tokens);
});

test('pieces, stream and whole text agree; a stop ends it before it shows', async () => {
  const options = { temperature: 0, maxTokens: 10, ignoreEnd: true };
  const stream = model.generate(prompt, options);
  let text = '';
  for await (const piece of stream) text += piece;
  expect(await stream.text()).toBe(text);
  const read = model.generate(prompt, options).toReadableStream().getReader();
  let streamed = '';
  for (let next = await read.read(); !next.done; next = await read.read()) streamed += next.value;
  expect(streamed).toBe(text);
  const letter = [...text].find((one) => text.indexOf(one) > 0)!;
  const stopped = await model.generate(prompt, { ...options, stop: letter }).done;
  expect(stopped.text).toBe(text.slice(0, text.indexOf(letter)));
  expect(stopped.finishReason).toBe('stop');
});

test('a context that is full ends the text, or slides', async () => {
  const options = { temperature: 0, maxTokens: 40, ignoreEnd: true };
  const ended = await model.generate(prompt, options).done;
  expect(ended.finishReason).toBe('length');
  expect(ended.tokens).toHaveLength(96 - prompt.length);
  const slid = await model.generate(prompt, { ...options, overflow: 'slide' }).done;
  expect(slid.tokens).toHaveLength(40);
  expect(slid.tokens.slice(0, 26)).toEqual(ended.tokens);
  const all = [...prompt, ...ended.tokens];
  const next = await model.generate(all.slice(-48), { ...options, maxTokens: 1 }).done;
  expect(slid.tokens[26]).toBe(next.tokens[0]);
});

test('tells how likely each token was', async () => {
  const { logprobs, tokens } = await model.generate(prompt, {
    temperature: 0,
    maxTokens: 3,
    logprobs: 2,
    ignoreEnd: true,
  }).done;
  expect(logprobs!.map(({ token }) => token)).toEqual(tokens);
  for (const { token, logprob, top } of logprobs!) {
    expect(top[0]).toMatchObject({ token, logprob });
    expect(top[1]!.logprob).toBeLessThanOrEqual(logprob);
  }
});

test('a schema holds the text to it, at any temperature, and gives its mask back', async () => {
  const schema = {
    properties: {
      who: { enum: ['fox', 'king'] },
      says: { type: 'string', maxLength: 4 },
      mood: { type: 'integer' },
    },
    required: ['who', 'says', 'mood'],
  };
  const short = prompt.slice(0, 12);
  let held: number | undefined;
  for (const [seed, temperature] of [
    [2, 1],
    [3, 4],
  ] as const) {
    const made = await model.generate(short, { seed, temperature, schema, maxTokens: 70 }).done;
    const value = JSON.parse(made.text) as { who: string; says: string; mood: number };
    expect(schema.properties.who.enum).toContain(value.who);
    expect(value.says.length).toBeLessThanOrEqual(4);
    expect(Number.isInteger(value.mood)).toBe(true);
    expect(made.finishReason).toBe('stop');
    model.forget();
    // Without the parameters of operators, which grow with the most that were ever on their way at once.
    held ??= gpu.gpu.memory.byOwner()['text'];
  }
  expect(gpu.gpu.memory.byOwner()['text']).toBe(held);
  expect(() => model.generate(short, { schema: { type: 'date' } as never })).toThrow(/date/);
});

test('perplexity is that of the logits, also of a text beyond the context', async () => {
  const small = await loadTextModel(gpu.gpu, tiny.files, { precision: 'f32', maxContext: 24, budget });
  const text = 'a fox and a king went into the wood, and the fox';
  const ids = small.tokenizer.encode(text);
  expect(ids.length).toBeGreaterThan(25);
  expect(ids.length).toBeLessThan(36);
  /** Of token `at`, predicted from those from `from` on. */
  const nll = async (at: number, from: number): Promise<number> => {
    const logits = await model.logits(ids.slice(from, at));
    const largest = Math.max(...logits);
    const sum = logits.reduce((total, one) => total + Math.exp(one - largest), 0);
    return largest + Math.log(sum) - logits[ids[at]!]!;
  };
  let sum = 0;
  // From the second window on a token is predicted from at least half a context.
  for (let at = 1; at < ids.length; at++) sum += await nll(at, at <= 24 ? 0 : 12);
  const found = await small.perplexity(text);
  expect(found.tokens).toBe(ids.length - 1);
  expect(found.nllPerToken).toBeCloseTo(sum / found.tokens, 4);
  expect(found.perplexity).toBeCloseTo(Math.exp(found.nllPerToken), 6);
  expect(found.nllPerChar).toBeCloseTo((found.nllPerToken * found.tokens) / text.length, 6);
  small.dispose();
});

test('an abort ends it within a slice, a hundred times, and leaves the model and its memory as they were', async () => {
  const options = { temperature: 0, maxTokens: 20, ignoreEnd: true };
  const short = prompt.slice(0, 10);
  const expected = await model.generate(short, { ...options, maxTokens: 4 }).done;
  const { queue } = gpu.gpu.device;
  const submit = queue.submit.bind(queue);
  let submits = 0;
  queue.submit = (buffers) => (submits++, submit(buffers));
  const abortSome = async (count: number): Promise<number> => {
    for (let i = 0; i < count; i++) {
      const abort = new AbortController();
      const stream = model.generate(short, { ...options, signal: abort.signal });
      if (i % 4 > 0) await stream[Symbol.asyncIterator]().next();
      abort.abort();
      submits = 0;
      await expect(stream.done).rejects.toMatchObject({ code: 'aborted' });
      expect(submits).toBeLessThanOrEqual(1);
    }
    model.forget();
    // Without the parameters of operators, which grow with the most that were ever on their way at once.
    const { text = 0, 'text/kv-cache': cache = 0 } = gpu.gpu.memory.byOwner();
    return text + cache;
  };
  // What is used again and again is made in the first round.
  const before = await abortSome(8);
  expect(await abortSome(100)).toBe(before);
  queue.submit = submit;
  expect((await model.generate(short, { ...options, maxTokens: 4 }).done).tokens).toEqual(expected.tokens);
});

test('refuses what makes no sense before anything is recorded', () => {
  expect(() => model.generate([])).toThrow(/empty/);
  expect(() => model.generate([5, 4000])).toThrow(/token 4000/);
  expect(() => model.generate(tiny.prompt.concat(tiny.prompt))).toThrow(/160 tokens, the context 96/);
  expect(() => model.generate(prompt, { temperature: -1 })).toThrow(/temperature/);
  expect(() => model.chat([{ role: 'user', content: 'Hi' }])).toThrow(/no template/);
});

test('answers by the template of its files, and behind the interface of OpenAI', async () => {
  const template =
    "{% for message in messages %}<{{ message['role'] }}>{{ message['content'] }}{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";
  const config = new Blob([JSON.stringify({ chat_template: template })]);
  const files = new Map([...tiny.files, ['tiny/tokenizer_config.json', config]]);
  const chatty = await loadTextModel(gpu.gpu, files, { precision: 'f32', maxContext: 96, budget });
  const messages = [{ role: 'user', content: 'Hi' }];
  const options = { temperature: 0, max_tokens: 5, ignoreEnd: true };
  const expected = await chatty.generate('<user>Hi<assistant>', options).done;
  expect((await chatty.chat(messages, options).done).tokens).toEqual(expected.tokens);
  const { completions } = openAiFace(chatty).chat;
  const whole = await completions.create({ messages, ...options });
  expect(whole.choices[0]!.message.content).toBe(expected.text);
  expect(whole.usage.completion_tokens).toBe(5);
  const message = 'Summarise the following text in one sentence. Answer with nothing but the summary.\n\nHi';
  const summary = chatty.summarise('Hi', { maxSentences: 1, maxTokens: 4 });
  const plain = await chatty.chat([{ role: 'user', content: message }], { temperature: 0, maxTokens: 4 })
    .done;
  expect((await summary.done).tokens).toEqual(plain.tokens);
  expect(await summary.text()).toBe(plain.text.trim());
  let streamed = '';
  const chunks = await completions.create({ messages, ...options, stream: true });
  for await (const { choices } of chunks) streamed += choices[0]!.delta.content ?? '';
  expect(streamed).toBe(expected.text);
  chatty.dispose();
});

test('files that do not belong together are refused, and nothing stays', async () => {
  const before = heldBytes();
  const load = (change: (files: Map<string, Blob>) => void): Promise<TextModel> => {
    const files = new Map(tiny.files);
    change(files);
    return loadTextModel(gpu.gpu, files, { precision: 'f32', budget });
  };
  await expect(load((files) => files.delete('tiny/tokenizer.json'))).rejects.toThrow(/no tokenizer.json/);
  await expect(
    loadTextModel(gpu.gpu, readTiny('llama', (config) => (config['vocab_size'] = 300)).files, { budget }),
  ).rejects.toThrow(/embed_tokens|320 tokens/);
  await expect(
    loadTextModel(gpu.gpu, readTiny('llama', (config) => (config['num_hidden_layers'] = 4)).files, {
      budget,
    }),
  ).rejects.toThrow(/layers\.3.*is missing/);
  const quantised = loadTextModel(gpu.gpu, tiny.files, { quantisation: 'q5' as 'q4' });
  await expect(quantised).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringMatching(/q5/),
  });
  const named = loadTextModel(gpu.gpu, 'storytaler');
  await expect(named).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringMatching(/'storyteller'/),
  });
  expect(heldBytes()).toBe(before);
});

testLoading(() => ({ gpu: gpu.gpu, budget }));
