// A tiny autoencoder in diffusers' layout against what diffusers made of the same weights. See record_tiny_vae.py.
import { readFile } from 'node:fs/promises';
import { createPool } from '@frameloom/gpu';
import { createTinyAutoencoder } from '@frameloom/image';
import { createFeatureMap, parseSafetensors, toFloat32, type Precision } from '@frameloom/nn';
import { expect, test } from 'vitest';
import type { Planes } from '../../../packages/nn/src/conv2d/conv2d.reference.ts';
import { download, psnr, relativeError, upload } from '../../gpu/nn/maps.ts';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();
const size = { width: 24, height: 16 };
const config = JSON.parse(await readFile(new URL('tiny-vae.json', import.meta.url), 'utf8')) as object;
const { tensors } = parseSafetensors(await readFile(new URL('tiny-vae.safetensors', import.meta.url)));
// Software drivers take seconds to compile a layer in f16.
const timeout = 240_000;

function recorded(name: string): Planes {
  const tensor = tensors.get(`recorded.${name}`)!;
  const [, channels = 0, height = 0, width = 0] = tensor.shape;
  return { channels, width, height, data: toFloat32(tensor) };
}

test.each<Precision>(['f32', 'mixed', 'f16'])('encodes and decodes in %s', { timeout }, async (precision) => {
  const { gpu, device } = fixture;
  if (precision === 'f16' && !device.features.has('shader-f16')) return;
  const vae = await createTinyAutoencoder(gpu, { config, tensors }, { maxSize: size, precision });
  expect(vae.factor).toBe(4);
  expect(vae.bytes).toBeGreaterThan(0);
  const pool = createPool(gpu, 'test');
  const { format } = vae;
  const make = (name: string) => createFeatureMap(pool, { label: name, ...recorded(name), format });
  const [latent, decoded, sliced] = [make('latent'), make('decoded'), make('decoded')];
  const picture = upload(device, pool, recorded('picture'), format);
  const given = upload(device, pool, recorded('given'), format);
  const encoder = device.createCommandEncoder();
  vae.encode(encoder, picture, latent, size);
  vae.decode(encoder, given, decoded, size);
  for (const slice of vae.decodeSlices(given, sliced, size)) slice.record(encoder);
  device.queue.submit([encoder.finish()]);

  for (const [name, map] of Object.entries({ latent, decoded })) {
    const expected = recorded(name);
    const got = await download(device, map, expected.width, expected.height);
    if (precision === 'f32') expect(relativeError(got, expected)).toBeLessThan(1e-4);
    else expect(psnr(got, expected)).toBeGreaterThan(50);
  }
  expect(await download(device, sliced, 24, 16)).toEqual(await download(device, decoded, 24, 16));
  vae.dispose();
  pool.dispose();
});

test('what does not fit is named before anything is made', async () => {
  const { gpu } = fixture;
  const make = (changes: object, options: object = {}, given = tensors) =>
    createTinyAutoencoder(
      gpu,
      { config: { ...config, ...changes }, tensors: given },
      { maxSize: size, ...options },
    );
  await expect(make({ _class_name: 'AutoencoderKL' })).rejects.toThrow(/_class_name is "AutoencoderKL"/);
  await expect(make({ act_fn: 'mish' })).rejects.toThrow(/act_fn is "mish"/);
  await expect(make({ latent_channels: 0 })).rejects.toThrow(/latent_channels is 0/);
  await expect(make({ num_encoder_blocks: [1, 1] })).rejects.toThrow(
    /encoder_block_out_channels is .* Give 2/,
  );
  await expect(make({ decoder_block_out_channels: [8, 8, 4] })).rejects.toThrow(
    /same number for every stage/,
  );
  await expect(make({}, { maxSize: { width: 25, height: 16 } })).rejects.toThrow(/25×16 .* multiples of 4/);
  const incomplete = new Map([...tensors].filter(([name]) => name !== 'decoder.layers.2.conv.0.weight'));
  await expect(make({}, {}, incomplete)).rejects.toThrow(/decoder\.layers\.2\.conv\.0\.weight/);
  await expect(make({ latent_channels: 5 })).rejects.toThrow(
    /encoder\.layers\.7" needs a weight of shape \[5/,
  );
});
