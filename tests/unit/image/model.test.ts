// What is read of an image model's files before anything is on the GPU.
import { createScheduler } from '@frameloom/image';
import { describe, expect, test } from 'vitest';
import { readTextEncoderConfig } from '../../../packages/image/src/text-encoder/config.ts';
import { createClipTokenizer } from '../../../packages/image/src/text-encoder/tokenizer.ts';
import { unetArchitecture } from '../../../packages/image/src/unet/architecture.ts';
import { readUnetConfig } from '../../../packages/image/src/unet/config.ts';
import { encodePng } from '../../../packages/image/src/picture/png.ts';
import { decodePng } from '../../quality/host/decode-png.ts';

describe('sigmas of flow matching', () => {
  const { plan } = createScheduler({ _class_name: 'FlowMatchEulerDiscreteScheduler' });

  test('are what the steps go down by', () => {
    const { steps } = plan({ numInferenceSteps: 4, sigmas: [1, 0.75, 0.5, 0.25] });
    expect(steps.map(({ timestep }) => timestep)).toEqual([1000, 750, 500, 250]);
    expect(steps.map(({ next }) => next.output)).toEqual([-0.25, -0.25, -0.25, -0.25]);
  });

  test.each([[[1, 0.5]], [[1, 0.5, 0.6]], [[1, 0.5, 0]], [[2, 1, 0.5]]])('%j are refused', (sigmas) => {
    expect(() => plan({ numInferenceSteps: 3, sigmas })).toThrow(/sigmas/);
  });
});

describe('UNet2DConditionModel', () => {
  test('Stable Diffusion 1.5 has the layers that its file has tensors for', () => {
    const config = readUnetConfig({ _class_name: 'UNet2DConditionModel', cross_attention_dim: 768 });
    const { layers } = unetArchitecture(config, 77);
    const count = (op: string): number => layers.filter((layer) => layer.op === op).length;
    // 16 transformers with two attentions each, 22 ResNet blocks with two convolutions each.
    expect(count('attention')).toBe(32);
    expect(layers.filter(({ name }) => /conv[12]$/.test(name))).toHaveLength(44);
    expect(count('concat')).toBe(12);
  });

  test.each([
    [{ act_fn: 'mish' }, /act_fn is "mish"/],
    [{ norm_num_groups: 7 }, /multiples of norm_num_groups, 7/],
    [{ attention_head_dim: 7 }, /attention_head_dim/],
    [{ block_out_channels: [] }, /block_out_channels/],
    [{ down_block_types: ['DownBlock3D'] }, /down_block_types has "DownBlock3D"/],
    [{ down_block_types: ['DownBlock2D'] }, /down_block_types is .* Give 4 names/],
    [{ addition_embed_type: 'text_time' }, /addition_embed_type is "text_time"/],
    [{ in_channels: -4 }, /in_channels is -4/],
  ])('%j is refused', (fields, message) => {
    expect(() => readUnetConfig({ _class_name: 'UNet2DConditionModel', ...fields })).toThrow(message);
  });
});

test('a text encoder of another activation is refused', () => {
  expect(readTextEncoderConfig({ text_config: { hidden_size: 768, num_attention_heads: 12 } }).width).toBe(
    768,
  );
  expect(() => readTextEncoderConfig({ hidden_act: 'relu' })).toThrow(/hidden_act has "relu"/);
});

test('tokens of words are cut off, filled up, and found for bytes', () => {
  const vocab = { '<|startoftext|>': 0, '<|endoftext|>': 1, 'a</w>': 2, Ã: 3, '¤</w>': 4 };
  const { encode } = createClipTokenizer('tiny', { vocab, merges: '#version: 0.2\n' });
  expect(encode('A', 5)).toEqual([0, 2, 1, 1, 1]);
  expect(encode('a a a a', 4)).toEqual([0, 2, 2, 1]);
  expect(encode('ä', 5)).toEqual([0, 3, 4, 1, 1]);
  expect(encode('<|endoftext|> ', 4)).toEqual([0, 1, 1, 1]);
  expect(() => createClipTokenizer('tiny', { vocab: { a: 0 }, merges: '' })).toThrow(/no token/);
});

test('a PNG holds the pixels that it was made of', async () => {
  const data = Uint8ClampedArray.from({ length: 3 * 2 * 4 }, (_, i) => (i * 37) % 256);
  const file = await encodePng({ width: 3, height: 2, data }, { Comment: 'text' });
  const { width, height, rgba: again } = decodePng(file);
  expect([width, height]).toEqual([3, 2]);
  expect([...again]).toEqual([...data]);
});
