// GGUF files against the gguf package; a model of one is run in models.test.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFile, parseSafetensors, toFloat32 } from '@frameloom/gpu/files';
import { dequantise } from '@frameloom/nn';
import { describe, expect, test } from 'vitest';
import { dequantiseQ4K, dequantiseQ6K, splitBlocks } from '../../../packages/text/src/load/gguf/blocks.ts';
import { openGguf } from '../../../packages/text/src/load/gguf/open.ts';
import { createTokenizer } from '../../../packages/text/src/tokenizer/tokenizer.ts';

const read = (name: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(readFileSync(join(import.meta.dirname, name)));

describe('blocks have the numbers of the gguf package, to the bit', () => {
  const { tensors } = parseSafetensors(read('blocks.safetensors'));
  const split = (format: 'q8' | 'q4', bytes: Uint8Array, size: number): Float32Array =>
    toFloat32(dequantise({ format, shape: [1, 32 * (bytes.length / size)], ...splitBlocks(bytes, size) }));
  const readers = {
    Q8_0: (bytes: Uint8Array) => split('q8', bytes, 34),
    Q4_0: (bytes: Uint8Array) => split('q4', bytes, 18),
    Q4_K: dequantiseQ4K,
    Q6_K: dequantiseQ6K,
  };

  test.each(Object.entries(readers))('%s', (name, decode) => {
    const found = decode(tensors.get(`${name}.bytes`)!.data as Uint8Array);
    const expected = toFloat32(tensors.get(`${name}.numbers`)!);
    expect(found.length).toBe(expected.length);
    expect([...found].filter((value, i) => !Object.is(value + 0, expected[i]! + 0))).toEqual([]);
  });
});

test('its tokeniser is that of tokenizer.json', async () => {
  const { tokenizer } = await openGguf(await openFile(new Blob([read('llama.gguf')])));
  const json = JSON.parse(new TextDecoder().decode(read('tokenizer.json'))) as Record<string, unknown>;
  const expected = await createTokenizer('tokenizer.json', json, {});
  for (const text of [
    "def main() -> None:\n    print('café 🦊', 12345)",
    '  a\t b\r\n\n',
    "it's 1,000 € — naïve",
  ]) {
    expect(tokenizer.encode(text)).toEqual(expected.encode(text));
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  }
});

test('a damaged file is one error, and nothing else', async () => {
  const bytes = read('llama.gguf');
  let state = 1;
  const random = (below: number): number => (state = (state * 48271) % 2147483647) % below;
  let refused = 0;
  for (let i = 0; i < 400; i++) {
    const damaged = bytes.slice(0, i % 4 === 0 ? random(bytes.length) : bytes.length);
    for (let n = 0; n < 3 && damaged.length > 0; n++)
      damaged[random(Math.min(damaged.length, 2000))] = random(256);
    try {
      await openGguf(await openFile(new Blob([damaged])));
    } catch (error) {
      expect(error).toMatchObject({ name: 'FrameloomError' });
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(100);
});
