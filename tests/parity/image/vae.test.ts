// Autoencoders of taesd's class, with normalised blocks, through the public calls, against what PyTorch made of the same weights.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFrameBudget, createPool } from '@frameloom/gpu';
import { loadVae, type GivenImage, type Picture, type Vae } from '@frameloom/image';
import { parseSafetensors, toFloat32 } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { hasTorch, runPython } from '../../support/python.ts';
import { pictureDifference } from './difference.ts';

const fixture = useGpu();
const timeout = 240_000;
const size = { width: 48, height: 32 };

type Recorded = {
  files: Map<string, Blob>;
  picture: Float32Array;
  latent: Float32Array;
  decoded: Float32Array;
};

function read(folder: string): Recorded {
  const files = new Map<string, Blob>();
  for (const name of ['config.json', 'diffusion_pytorch_model.safetensors'])
    files.set(`vae/${name}`, new Blob([readFileSync(join(folder, name))]));
  const { tensors } = parseSafetensors(readFileSync(join(folder, 'recorded.safetensors')));
  const of = (name: string): Float32Array => toFloat32(tensors.get(name)!);
  return { files, picture: of('picture'), latent: of('latent'), decoded: of('decoded') };
}

/** Recorded planes, 0 to 1, as bytes of pixels; without an alpha channel opaque. */
function toBytes(planes: Float32Array): Uint8Array<ArrayBuffer> {
  const pixels = size.width * size.height;
  return Uint8Array.from({ length: pixels * 4 }, (_, i) => {
    const at = (i % 4) * pixels + (i >> 2);
    return at < planes.length ? Math.round(planes[at]! * 255) : 255;
  });
}

function relativeError(got: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return got.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0) / largest;
}

async function check(
  vae: Vae,
  source: GivenImage | GPUTexture,
  { latent, decoded }: Recorded,
): Promise<Picture> {
  const found = await vae.encode(source);
  expect(relativeError(await found.toArray(), latent)).toBeLessThan(1e-3);
  const picture = await vae.decode(found);
  expect(await pictureDifference(picture, decoded)).toBeLessThan(1);
  found.dispose();
  return picture;
}

test('encodes a texture, decodes, and walks between two pictures', { timeout }, async () => {
  const { gpu, device } = fixture;
  const before = gpu.memory.bytes;
  const recorded = read(fileURLToPath(new URL('vae', import.meta.url)));
  const budget = createFrameBudget(gpu, { budgetMs: 1000 });
  const vae = await loadVae(gpu, recorded.files, { precision: 'f32', budget });
  expect(vae).toMatchObject({ label: 'vae', factor: 4, latentChannels: 6, hasAlpha: true });
  const pool = createPool(gpu, 'test');
  const usage = 0x1 | 0x2 | 0x4;
  const texture = pool.texture({ label: 'given', ...size, format: 'rgba8unorm', usage });
  device.queue.writeTexture({ texture }, toBytes(recorded.picture), { bytesPerRow: 192 }, [48, 32]);
  const first = await check(vae, texture, recorded);

  const white = { ...size, data: new Uint8Array(size.width * size.height * 4).fill(255) };
  const numbers = (at: number): Float32Array => new Float32Array(6 * 12 * 8).fill(at / 10);
  const [from, middle, to] = [2, 0, -2].map((at) => vae.latent(numbers(at), { width: 12, height: 8 }));
  const way: Picture[] = [];
  for await (const picture of vae.interpolate(from!, to!, 3)) way.push(picture);
  const pixels = async (picture: Picture) => (await picture.toPixels()).data;
  for (const [i, latent] of [from!, middle!, to!].entries())
    expect(await pixels(way[i]!)).toEqual(await pixels(await vae.decode(latent)));
  expect(await pixels(way[0]!)).not.toEqual(await pixels(way[2]!));
  // Textures and pixels are the same to it.
  let last: Picture | undefined;
  for await (const picture of vae.interpolate(white, texture, 2)) last = picture;
  expect(await pixels(last!)).toEqual(await pixels(first));
  const held = vae.bytes;
  const stopped = AbortSignal.abort();
  await expect(vae.encode(white, { signal: stopped })).rejects.toMatchObject({ code: 'aborted' });
  expect(vae.bytes).toBe(held);

  await expect(vae.encode({ ...white, width: 46 })).rejects.toThrow(/RGBA of every pixel/);
  await expect(vae.encode({ width: 2, height: 2, data: new Uint8Array(16) })).rejects.toThrow(
    /multiples of 4/,
  );
  await expect(vae.decode({ ...from!, channels: 3 })).rejects.toThrow(/6 channels/);
  expect(() => vae.latent(new Float32Array(5), { width: 2, height: 2 })).toThrow(
    /latent: values.length is 5/,
  );
  const odd = vae.latent(new Float32Array(24), { width: 2, height: 2 });
  await expect(vae.interpolate(from!, odd, 2).next()).rejects.toThrow(/one of 12×8/);
  vae.dispose();
  pool.dispose();
  budget.dispose();
  expect(gpu.memory.bytes).toBe(before);
  await expect(vae.encode(white)).rejects.toMatchObject({ code: 'disposed' });
});

// Not part of the repository: 1.3 million weights for each half, by their author's licence (MIT).
const taef2 =
  process.env['TAEF2'] ?? fileURLToPath(new URL('../../../../shared/data/taef2', import.meta.url));

test.skipIf(!hasTorch || !existsSync(taef2))('TAEF2 is what PyTorch says', { timeout }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'taef2-'));
  try {
    const files = ['encoder', 'decoder'].map((part) => join(taef2, `taef2_${part}.pth`));
    await runPython('tests/parity/image/convert_taesd.py', [...files, folder, '--record']);
    const recorded = read(folder);
    const vae = await loadVae(fixture.gpu, recorded.files, { precision: 'f32' });
    expect(vae).toMatchObject({ factor: 8, latentChannels: 32, hasAlpha: false });
    const picture = await check(vae, { ...size, data: toBytes(recorded.picture) }, recorded);
    // It is an autoencoder: what comes out is what went in.
    const { data } = await picture.toPixels();
    const wanted = toBytes(recorded.picture);
    const error = data.reduce((sum, value, i) => sum + (value - wanted[i]!) ** 2, 0) / data.length;
    expect(10 * Math.log10(255 ** 2 / error)).toBeGreaterThan(20);
    vae.dispose();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
