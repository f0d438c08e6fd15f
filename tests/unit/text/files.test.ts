// What is read of a model's files before anything is on the GPU.
import { fileFolder, openFile, openModelFile, requireJson } from '@frameloom/gpu/files';
import { describe, expect, test } from 'vitest';
import { readGgufHeader } from '../../../packages/text/src/load/gguf/header.ts';
import { hubWeights } from '../../../packages/text/src/load/hub-weights.ts';
import { openLlama2c, readLlama2cTokenizer } from '../../../packages/text/src/load/llama2c.ts';
import { readConfig } from '../../../packages/text/src/model/read-config.ts';
import { wantedTensors } from '../../../packages/text/src/model/tensors.ts';
import { createTokenizer } from '../../../packages/text/src/tokenizer/tokenizer.ts';

const llama = {
  model_type: 'llama',
  hidden_size: 64,
  intermediate_size: 96,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  vocab_size: 100,
  rms_norm_eps: 1e-5,
};

describe('config.json', () => {
  test('gives a shape', () => {
    const shape = readConfig('config', { ...llama, rope_theta: 5e5, tie_word_embeddings: true });
    expect(shape).toMatchObject({ family: 'llama', headColumns: 16, kvHeads: 2, context: 2048, tied: true });
    expect(shape.layerKinds[1]).toEqual({ window: undefined, rope: { base: 5e5, pairs: 'half' } });
    expect(wantedTensors(shape).map(({ name }) => name)).toContain('layers.1.mlp.down_proj.weight');
  });

  test('gives the windows and ropes of Gemma 3 in its older form', () => {
    const { layerKinds } = readConfig('config', {
      ...llama,
      model_type: 'gemma3_text',
      num_hidden_layers: 6,
      head_dim: 16,
      sliding_window: 512,
      rope_scaling: { rope_type: 'linear', factor: 8 },
    });
    expect(layerKinds.map(({ window }) => window)).toEqual([512, 512, 512, 512, 512, undefined]);
    expect(layerKinds[0]!.rope).toEqual({ base: 1e4, pairs: 'half' });
    expect(layerKinds[5]!.rope).toEqual({ base: 1e6, pairs: 'half', factor: 8 });
  });

  test.each([
    [{ model_type: 'mamba' }, /mamba.*Known are llama/],
    [{ hidden_size: -4 }, /hidden_size/],
    [{ num_key_value_heads: 3 }, /4 heads can't share 3/],
    [{ hidden_act: 'mish' }, /mish/],
    [{ rope_scaling: { rope_type: 'yarn' } }, /yarn/],
    [{ layer_types: ['full_attention'] }, /layer_types/],
    [{ vocab_size: '100' }, /vocab_size/],
  ])('%j is refused', (change, message) => {
    expect(() => readConfig('config', { ...llama, ...change })).toThrow(message);
  });
});

test('a config.json with any fields is a shape or one error', () => {
  let state = 7;
  const random = (below: number): number => (state = (state * 48271) % 2147483647) % below;
  const values = [
    null,
    -1,
    0,
    1,
    1.5,
    1e300,
    2 ** 31,
    '',
    'x',
    true,
    [],
    {},
    [1],
    { rope_type: 'linear' },
    { factor: 0 },
  ];
  const types = ['llama', 'qwen2', 'qwen3', 'gemma3_text', 'gpt2'];
  const names = [
    ...Object.keys(llama),
    'head_dim',
    'rope_scaling',
    'rope_parameters',
    'layer_types',
    'sliding_window',
    'n_embd',
    'n_head',
    'n_layer',
  ];
  let [shapes, refused] = [0, 0];
  for (let i = 0; i < 10_000; i++) {
    const json: Record<string, unknown> = { ...llama, n_embd: 32, n_layer: 2, n_head: 4, n_positions: 64 };
    json['model_type'] = types[random(types.length)];
    for (let n = random(3); n >= 0; n--) json[names[random(names.length)]!] = values[random(values.length)];
    try {
      expect(wantedTensors(readConfig('config', json)).length).toBeLessThan(20_000);
      shapes++;
    } catch (error) {
      expect(error).toMatchObject({ name: 'FrameloomError' });
      refused++;
    }
  }
  expect(Math.min(shapes, refused)).toBeGreaterThan(1000);
});

describe('a llama2.c checkpoint', () => {
  const header = [8, 16, 1, 1, 1, 10, 4];
  const checkpoint = (numbers: number[], floats: number): Blob =>
    new Blob([Int32Array.from(numbers), Float32Array.from({ length: floats }, (_, i) => i)]);
  // Embedding, norm, four matrices of attention, norm, three of the feed-forward layer, norm, rope.
  const floats = 80 + 8 + 4 * 64 + 8 + 3 * 128 + 8 + 4 * 8;

  test('has its tensors where they lie', async () => {
    const { shape, source } = await openLlama2c(await openFile(checkpoint(header, floats)));
    expect(shape).toMatchObject({ width: 8, headColumns: 8, vocabulary: 10, tied: true });
    const up = await source.read('layers.0.mlp.up_proj.weight', undefined);
    expect(up.shape).toEqual([16, 8]);
    expect('data' in up && up.data[0]).toBe(80 + 8 + 4 * 64 + 8 + 2 * 128);
  });

  test.each([
    [header, 10, /its header wants/],
    [[8, 16, 0, 1, 1, 10, 4], floats, /layers is 0/],
    [[8, 16, 1, 3, 1, 10, 4], floats, /3 heads/],
    [[1, 2], 0, /has 8 bytes/],
    // A million layers in a file without any.
    [[8, 16, 2 ** 20, 1, 1, 10, 4], 0, /its header wants more/],
  ])('%j with %i numbers is refused', async (numbers, count, message) => {
    const file = await openFile(checkpoint(numbers, count));
    await expect(openLlama2c(file)).rejects.toThrow(message);
  });
});

describe('a GGUF file', () => {
  const u32 = (...values: number[]): Uint8Array<ArrayBuffer> =>
    new Uint8Array(Uint32Array.from(values).buffer);
  const u64 = (value: number): Uint8Array<ArrayBuffer> => u32(value, 0);
  const named = (name: string, ...value: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer>[] => [
    u64(name.length),
    new TextEncoder().encode(name),
    ...value,
  ];
  const f32 = (value: number): Uint8Array<ArrayBuffer> => new Uint8Array(Float32Array.of(value).buffer);
  // A list is a type of its own, 9, and says the type of its values and how many.
  const lists = new Uint8Array(65_000 * 12).map((_, i) => (i % 12 === 0 ? 9 : 0));

  test.each<[string, Uint8Array<ArrayBuffer>[][], RegExp]>([
    ['a value twice', [named('a', u32(4, 1)), named('a', u32(4, 2))], /has the value "a" twice/],
    ['an alignment of half bytes', [named('general.alignment', u32(6), f32(1.5))], /its alignment is 1.5/],
    [
      'lists that are small and many',
      [named('a', u32(9, 9), u64(65_000), lists)],
      /more than 4000000 values/,
    ],
  ])('with %s is refused', async (_, values, message) => {
    const blob = new Blob([u32(0x46554747, 3), u64(0), u64(values.length), ...values.flat()]);
    await expect(openFile(blob).then(readGgufHeader)).rejects.toThrow(message);
  });
});

test('whole numbers are no weights', async () => {
  const header = JSON.stringify({ 'model.norm.weight': { dtype: 'I16', shape: [4], data_offsets: [0, 8] } });
  const blob = new Blob([
    new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer),
    header,
    new Uint8Array(8),
  ]);
  const file = await openModelFile(new Map([['model.safetensors', new File([blob], 'it')]]));
  const source = hubWeights('it', file, readConfig('config', llama));
  await expect(source.read('norm.weight', undefined)).rejects.toThrow(
    /norm\.weight" must be F32, F16 or BF16, got "I16"/,
  );
});

test('a tokeniser of SentencePiece merges the pair with the best score first', async () => {
  const pieces = ['<unk>', '<s>', '</s>', ' ', 'a', 'b', 'ab', ' a', '<0x0A>', 'ba'];
  const scores = [0, 0, 0, -1, -2, -3, -5, -4, 0, -6];
  const encoder = new TextEncoder();
  const parts: number[] = [0, 0, 0, 0];
  pieces.forEach((piece, i) => {
    const text = encoder.encode(i === 1 ? '\n<s>\n' : piece);
    const head = new DataView(new ArrayBuffer(8));
    head.setFloat32(0, scores[i]!, true);
    head.setInt32(4, text.length, true);
    parts.push(...new Uint8Array(head.buffer), ...text);
  });
  const json = readLlama2cTokenizer('tokenizer.bin', Uint8Array.from(parts), pieces.length);
  const tokenizer = await createTokenizer('tokenizer.bin', json, {});
  expect(tokenizer.encode('abab')).toEqual([1, 7, 5, 6]);
  expect(tokenizer.encode('b\n', { special: false })).toEqual([3, 5, 8]);
  expect(tokenizer.decode([1, 7, 5, 6])).toBe('abab');
  expect(() => readLlama2cTokenizer('tokenizer.bin', Uint8Array.from(parts.slice(0, 30)), 10)).toThrow(
    /token 2 of 10/,
  );
});

test('words of a vocabulary may be names that every object has', async () => {
  const words = ['constructor', 'prototype', '__proto__', 'a'];
  const vocab = words.map((word, id) => `${JSON.stringify(word)}:${id}`).join();
  const json = `{"added_tokens":[],"normalizer":null,"post_processor":null,"decoder":null,"pre_tokenizer":{"type":"WhitespaceSplit"},"model":{"type":"WordPiece","unk_token":"a","vocab":{${vocab}}}}`;
  const set = new Map([
    ['config.json', new File(['{}'], 'config.json')],
    ['tokenizer.json', new File([json], 'tokenizer.json')],
  ]);
  const tokenizer = await createTokenizer('it', await requireJson(fileFolder(set), 'tokenizer.json'), {});
  expect(tokenizer.size).toBe(4);
  expect(tokenizer.encode('__proto__ prototype constructor')).toEqual([2, 1, 0]);
});
