// Whole pipelines, from words to pixels, against what diffusers made with the same weights and noise. See record_pipelines.py.
import { readFile } from 'node:fs/promises';
import { createFrameBudget, createPool, type Gpu } from '@frameloom/gpu';
import {
  estimateMemory,
  loadImageModel,
  openAiFace,
  type GivenImage,
  type ImageModel,
  type ImageOptions,
  type Picture,
} from '@frameloom/image';
import { parseSafetensors, toFloat32, type Precision } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { describeCodec } from '../../../packages/image/src/model/codec.ts';
import { createCoder } from '../../../packages/image/src/model/coder.ts';
import { readImageFiles } from '../../../packages/image/src/model/files.ts';
import { spreadTiles } from '../../../packages/image/src/model/tiles.ts';
import { createClipTokenizer } from '../../../packages/image/src/text-encoder/tokenizer.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { readBuffer } from '../../support/read-buffer.ts';
import { readPipeline } from '../../support/image/pipelines.ts';
import { comparePictures } from './difference.ts';

const fixture = useGpu();
const timeout = 240_000;
const here = new URL('pipelines/', import.meta.url);
const words = new URL('../../../models/image/data/', import.meta.url);
const asked = {
  prompt: 'A small-red Dragon!',
  negativePrompt: 'blue',
  guidanceScale: 2.5,
  numInferenceSteps: 3,
};

async function recorded(name: string): Promise<Partial<Record<string, Float32Array>>> {
  const { tensors } = parseSafetensors(await readFile(new URL(`${name}.safetensors`, here)));
  return Object.fromEntries([...tensors].map(([key, tensor]) => [key, toFloat32(tensor)]));
}

async function load(gpu: Gpu, name: string, precision: Precision): Promise<ImageModel> {
  const budget = createFrameBudget(gpu, { budgetMs: 1000 });
  return loadImageModel(gpu, await readPipeline(name), { precision, budget });
}

test('the tokeniser cuts words as transformers does', async () => {
  const read = async (file: string): Promise<string> => readFile(new URL(file, words), 'utf8');
  const tokenizer = createClipTokenizer('words', {
    vocab: JSON.parse(await read('vocab.json')) as Record<string, number>,
    merges: await read('merges.txt'),
  });
  const { ids } = await recorded('pixel');
  const found = [asked.prompt, asked.negativePrompt].flatMap((text) => tokenizer.encode(text, 12));
  expect(found).toEqual([...ids!]);
});

/** Whole pipelines in halves, of arithmetic too where the adapter has it. */
const halves = (): Precision => (fixture.device.features.has('shader-f16') ? 'f16' : 'mixed');

/** Pictures of one seed differ by less than 4 of 255, and by less than what 45 dB allow on the whole. */
async function expectSame(picture: Picture, expected: Float32Array): Promise<void> {
  const { most, psnr } = await comparePictures(picture, expected);
  expect(most).toBeLessThan(4);
  expect(psnr).toBeGreaterThan(45);
}

/** Planes of recorded pixels, 0 to 1, as a picture that is given. */
function given(planes: Float32Array, side: number): GivenImage {
  const pixels = side * side;
  const channels = planes.length / pixels;
  const data = Uint8ClampedArray.from({ length: pixels * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : Math.round(planes[((i % 4) % channels) * pixels + (i >> 2)]! * 255),
  );
  return { width: side, height: side, data };
}

test('latents: words, a picture, a mask, another sampler', { timeout }, async () => {
  const { gpu } = fixture;
  const before = gpu.memory.bytes;
  const files = await readPipeline('latent');
  const needed = await estimateMemory(files, { precision: halves() });
  const budget = createFrameBudget(gpu, { budgetMs: 1000 });
  const model = await loadImageModel(gpu, files, { precision: halves(), budget });
  const {
    latents,
    picture,
    image: pixels,
    mask: white,
    edited,
    painted,
    partly,
    ddim,
  } = await recorded('latent');
  const image = given(pixels!, 16);
  const mask = given(white!, 16);
  const compare = async (options: object, expected: Float32Array): Promise<void> => {
    const made = await model.generate({ ...asked, latents: latents!, ...options });
    await expectSame(made, expected);
    made.dispose();
  };
  await compare({}, picture!);
  await compare({ image, strength: 0.67 }, edited!);
  await compare({ image, mask }, painted!);
  await compare({ image, mask, strength: 0.67 }, partly!);
  await compare({ scheduler: 'DDIMScheduler' }, ddim!);
  model.dispose();
  budget.dispose();
  expect(gpu.memory.bytes).toBe(before);
  await expect(loadImageModel(gpu, files, { memoryLimit: needed.apart / 2 })).rejects.toThrow(
    /needs \d+ MB of GPU memory even part by part/,
  );
});

test('latents: a network that reads the mask, part by part', { timeout }, async () => {
  const files = await readPipeline('latent');
  for (const [path, file] of await readPipeline('inpaint')) {
    if (path.includes('/unet/')) files.set(path.replace('inpaint', 'latent'), file);
  }
  for (const path of files.keys())
    if (path.endsWith('unet/diffusion_pytorch_model.fp16.safetensors')) files.delete(path);
  const budget = createFrameBudget(fixture.gpu, { budgetMs: 1000 });
  const { apart: memoryLimit } = await estimateMemory(files, { precision: halves() });
  const model = await loadImageModel(fixture.gpu, files, { precision: halves(), budget, memoryLimit });
  const { latents, image, mask, filled } = await recorded('latent');
  await expect(model.generate(asked)).rejects.toThrow(/an image and a mask/);
  const options = { ...asked, latents: latents!, image: given(image!, 16), mask: given(mask!, 16) };
  const [picture] = await model.generate({ ...options, numImages: 1 });
  await expectSame(picture!, filled!);
  // Each part was given back after its work.
  expect(model.costs(16, 16)).toEqual({ text: 0, unet: 0, decoder: 0 });
  model.dispose();
});

test('pixels: words, seeds, previews, abort, and a picture to begin with', { timeout }, async () => {
  const { gpu } = fixture;
  const before = gpu.memory.bytes;
  const model = await load(gpu, 'pixel', halves());
  expect(model).toMatchObject({ side: 8, multiple: 2, hasAlpha: true });
  const { latents, picture: expected } = await recorded('pixel');
  const made = await model.generate({ ...asked, latents: latents! });
  await expectSame(made, expected!);
  made.dispose();
  const small: ImageOptions = { prompt: 'red', numInferenceSteps: 2, guidanceScale: 1, seed: 5 };
  const pixels = async (options: Partial<ImageOptions>) =>
    (await (await model.generate({ ...small, ...options })).toPixels()).data;
  const steps: number[] = [];
  const first = await pixels({ onStep: ({ step, preview }) => preview && steps.push(step) });
  expect(steps).toEqual([1, 2]);
  expect(await pixels({})).toEqual(first);
  expect(await pixels({ seed: 6 })).not.toEqual(first);
  const held = gpu.memory.bytes;

  const abort = new AbortController();
  const aborted = model.generate({ ...small, signal: abort.signal, onStep: () => abort.abort() });
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
  expect(gpu.memory.bytes).toBe(held);

  const image = { width: 8, height: 8, data: first };
  const near = await pixels({ image, strength: 0.25, numInferenceSteps: 4, seed: 9 });
  const far = await pixels({ image, strength: 1, numInferenceSteps: 4, seed: 9 });
  const apart = (other: Uint8ClampedArray): number =>
    other.reduce((sum, value, i) => sum + Math.abs(value - first[i]!), 0);
  expect(apart(near)).toBeLessThan(apart(far) / 2);

  const picture = await model.generate(small);
  const file = new Uint8Array(await (await picture.toBlob()).arrayBuffer());
  expect([...file.subarray(1, 4)]).toEqual([80, 78, 71]);
  expect(new TextDecoder('latin1').decode(file)).toContain('trainedAlgorithmicMedia');
  const plain = new Uint8Array(await (await picture.toBlob({ mark: false })).arrayBuffer());
  expect(new TextDecoder('latin1').decode(plain)).not.toContain('trainedAlgorithmicMedia');

  const several = await model.generate({ ...small, numImages: 2 });
  expect(several.map(({ seed }) => seed)).toEqual([5, 6]);
  expect((await several[0]!.toPixels()).data).toEqual(first);
  several.forEach((one) => one.dispose());

  const way: Uint8ClampedArray[] = [];
  const ends = [
    { prompt: 'red', seed: 5 },
    { prompt: 'blue', seed: 6 },
  ] as const;
  for await (const one of model.interpolate(...ends, 3, { ...small })) way.push((await one.toPixels()).data);
  expect(way[0]).toEqual(first);
  expect(way[1]).not.toEqual(first);
  expect(way[2]).toEqual(await pixels({ prompt: 'blue', seed: 6 }));
  await expect(model.interpolate(...ends, 1).next()).rejects.toThrow(/steps is 1/);

  // Of what is not masked nothing changes, but for rounding on the way.
  const half = Uint8Array.from({ length: 64 }, (_, i) => 255 * Number(i % 8 < 4));
  const filled = await pixels({ image, mask: { width: 8, height: 8, data: half }, seed: 9 });
  const differs = (column: (x: number) => boolean): number =>
    Math.max(
      ...filled.map((v, i) => (column((i >> 2) % 8) && first[i | 3]! > 200 ? Math.abs(v - first[i]!) : 0)),
    );
  expect(differs((x) => x >= 4)).toBeLessThan(3);
  expect(differs((x) => x < 4)).toBeGreaterThan(30);

  const { images } = openAiFace(model);
  const answer = await images.generate({ ...small, n: 2, size: '8x8', response_format: 'url' });
  expect(answer.data.map(({ url }) => url!.slice(0, 26))).toEqual(
    Array(2).fill('data:image/png;base64,iVBO'),
  );
  const clear = { width: 8, height: 8, data: new Uint8Array(256) };
  expect((await images.edit({ ...small, image, mask: clear })).data[0]!.b64_json).toMatch(/^iVBO/);
  await expect(images.generate({ ...small, size: 'large' })).rejects.toThrow(/size is "large"/);

  const bad = (options: object) => expect(model.generate({ ...small, ...options } as ImageOptions)).rejects;
  await bad({ prompt: 7 }).toThrow(/prompt is 7/);
  await bad({ width: 9 }).toThrow(/width is 9\. Give a multiple of 2/);
  await bad({ strength: 0.5 }).toThrow(/strength is 0.5/);
  await bad({ guidanceScale: Number.NaN }).toThrow(/guidanceScale/);
  await bad({ width: 8, image: { ...image, width: 4 } }).toThrow(/image is .4×8/);
  await bad({ mask: clear }).toThrow(/mask is "given without an image"/);
  await bad({ image, mask: { ...clear, height: 4 } }).toThrow(/mask is .8×4/);
  await bad({ image, mask: { ...clear, data: [1] } }).toThrow(/mask\.data is 1\. Give 64 or 256/);
  await bad({ numImages: 0 }).toThrow(/numImages is 0/);
  await bad({ scheduler: 'PNDMScheduler' }).toThrow(/scheduler is "PNDMScheduler"/);
  await bad({ scheduler: 'ddim' }).toThrow(/trained by flow matching/);
  model.dispose();
  expect(gpu.memory.bytes).toBe(before);
  await expect(model.generate(small)).rejects.toMatchObject({ code: 'disposed' });
});

test('latents: a wide picture decoded in two tiles', { timeout }, async () => {
  const { gpu, device } = fixture;
  expect(spreadTiles(64, 64)).toEqual([0]);
  expect(spreadTiles(14, 8)).toEqual([0, 6]);
  expect(spreadTiles(160, 64)).toEqual([0, 48, 96]);
  const files = await readImageFiles(await readPipeline('latent'), {});
  const codec = describeCodec(files.vae!);
  const coder = await createCoder(gpu, codec, { half: 'decoder', precision: 'mixed', side: 16, tile: 16 });
  const size = { width: 28, height: 16 };
  await coder.prepare(size);
  const { wide, tiles } = await recorded('latent');
  // The scheduler's latent is scaled, what was recorded is not.
  const sample = Float32Array.from({ length: 8 * 14 * 4 }, (_, i) => {
    return wide![(i % 4) * 112 + (i >> 2)]! * 0.18215;
  });
  const pool = createPool(gpu, 'test');
  const make = (label: string, bytes: number) => pool.buffer({ label, size: bytes, usage: 0x4 | 0x8 | 0x80 });
  const [from, to] = [make('from', sample.byteLength), make('to', 28 * 16 * 16)];
  device.queue.writeBuffer(from, 0, sample);
  const encoder = device.createCommandEncoder();
  coder.slices(from, to).forEach((slice) => slice.record(encoder));
  device.queue.submit([encoder.finish()]);
  const got = new Float32Array(await readBuffer(device, to));
  // Tiles of 16 pixels; the second begins at 12, and over four pixels one becomes the other.
  let worst = 0;
  for (let i = 0; i < 28 * 16 * 3; i++) {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % 28, Math.floor(i / 84)];
    const at = (tile: number, column: number): number => tiles![((tile * 3 + c) * 16 + y) * 16 + column]!;
    const share = Math.min(1, Math.max(0, (x - 12) / 4));
    const expected = (x < 16 ? (1 - share) * at(0, x) : 0) + (x >= 12 ? share * at(1, x - 12) : 0);
    worst = Math.max(worst, Math.abs(got[(y * 28 + x) * 4 + c]! - expected));
  }
  // Halves between layers.
  expect(worst).toBeLessThan(1e-2);
  coder.dispose();
  pool.dispose();
});

test('folders that do not fit are named', { timeout }, async () => {
  const { gpu } = fixture;
  const files = await readPipeline('pixel');
  const loading = (change: (set: Map<string, Blob>) => void) => {
    const changed = new Map(files);
    change(changed);
    return expect(loadImageModel(gpu, changed)).rejects;
  };
  const json = (value: object) => new Blob([JSON.stringify(value)]);
  await loading((set) => set.delete('pixel/model_index.json')).toThrow(/has no model_index\.json/);
  await loading((set) => set.delete('pixel/tokenizer/merges.txt')).toThrow(/merges\.txt/);
  await loading((set) => set.delete('pixel/unet/diffusion_pytorch_model.safetensors')).toThrow(
    /unet: has none of/,
  );
  const index = JSON.parse(await files.get('pixel/model_index.json')!.text()) as object;
  await loading((set) =>
    set.set('pixel/model_index.json', json({ ...index, unet: ['diffusers', 'UNet3D'] })),
  ).toThrow(/unet in model_index\.json is "UNet3D"/);
  await loading((set) =>
    set.set('pixel/scheduler/scheduler_config.json', json({ _class_name: 'PNDMScheduler' })),
  ).toThrow(/PNDM/);
});
