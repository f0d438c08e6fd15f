import { describe, expect, test } from 'vitest';
import { createChatTemplate } from '../../../packages/text/src/tokenizer/chat-template.ts';
import type { Tokenizer } from '../../../packages/text/src/tokenizer/tokenizer.ts';

const tokenizer = { idOf: () => undefined } as unknown as Tokenizer;
const messages = [
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: 'Oh' },
] as const;
const render = async (template: string): Promise<string> =>
  (await createChatTemplate('model', template, { tokenizer, texts: { bos_token: '<s>' } })).render(messages);

describe('a chat template', () => {
  test('writes messages, its first line break included', async () => {
    expect(
      await render('\n{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}'),
    ).toBe('\n<s>[user]Hi[assistant]Oh');
  });

  test('counts as Python does', async () => {
    const joined = (list: string): Promise<string> => render(`{{ ${list} | join(' ') }}`);
    expect(await joined('range(3)')).toBe('0 1 2');
    expect(await joined('range(2, 8, 3)')).toBe('2 5');
    expect(await joined('range(messages | length - 1, -1, -1)')).toBe('1 0');
    expect(await joined('range(3, 1)')).toBe('');
  });

  test.each([
    '{% for i in range(100000000) %}{% endfor %}',
    '{% for i in range(1000) %}{% for j in range(1000) %}{% endfor %}{% endfor %}',
    '{{ range(0, 9, 0) }}',
  ])('ends with one error: %s', async (template) => {
    await expect(render(template)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringMatching(/template refuses these messages: range\(\) of .* 100000 are allowed/),
    });
  });
});
