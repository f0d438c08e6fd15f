// Whole pipelines, from words to pixels, against what diffusers made with the same weights and noise. See record_pipelines.py.
import { readdir, readFile } from 'node:fs/promises';
import { createFrameBudget, type Gpu } from '@frameloom/gpu';
import { loadImageModel, type ImageModel, type ImageOptions } from '@frameloom/image';
import { parseSafetensors, toFloat32, type Precision } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { createClipTokenizer } from '../../../packages/image/src/text-encoder/tokenizer.ts';
import { useGpu } from '../../support/gpu-test.ts';
import { pictureDifference } from './difference.ts';

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

async function filesOf(name: string): Promise<Map<string, Blob>> {
  const files = new Map<string, Blob>();
  const folder = new URL(`${name}/`, here);
  for (const path of await readdir(folder, { recursive: true })) {
    if (/\.\w+$/.test(path)) files.set(`${name}/${path}`, new Blob([await readFile(new URL(path, folder))]));
  }
  for (const file of ['vocab.json', 'merges.txt'])
    files.set(`${name}/tokenizer/${file}`, new Blob([await readFile(new URL(file, words))]));
  return files;
}

async function recorded(name: string): Promise<Record<'latents' | 'picture' | 'ids', Float32Array>> {
  const { tensors } = parseSafetensors(await readFile(new URL(`${name}.safetensors`, here)));
  return Object.fromEntries([...tensors].map(([key, tensor]) => [key, toFloat32(tensor)])) as never;
}

async function load(gpu: Gpu, name: string, precision: Precision): Promise<ImageModel> {
  const budget = createFrameBudget(gpu, { budgetMs: 1000 });
  return loadImageModel(gpu, await filesOf(name), { precision, budget });
}

test('the tokeniser cuts words as transformers does', async () => {
  const read = async (file: string): Promise<string> => readFile(new URL(file, words), 'utf8');
  const tokenizer = createClipTokenizer('words', {
    vocab: JSON.parse(await read('vocab.json')) as Record<string, number>,
    merges: await read('merges.txt'),
  });
  const { ids } = await recorded('pixel');
  const found = [asked.prompt, asked.negativePrompt].flatMap((text) => tokenizer.encode(text, 12));
  expect(found).toEqual([...ids]);
});

test.each([
  ['latent', 'mixed', 4],
  ['pixel', 'mixed', 4],
] as const)('%s in %s', { timeout }, async (name, precision, most) => {
  const model = await load(fixture.gpu, name, precision);
  const { latents, picture: expected } = await recorded(name);
  const picture = await model.generate({ ...asked, latents });
  expect(await pictureDifference(picture, expected)).toBeLessThan(most);
  model.dispose();
});

test('seeds, previews, abort, and a picture to begin with', { timeout }, async () => {
  const { gpu } = fixture;
  const before = gpu.memory.bytes;
  const model = await load(gpu, 'pixel', 'mixed');
  expect(model).toMatchObject({ side: 8, multiple: 2, hasAlpha: true });
  const small: ImageOptions = { prompt: 'red', numInferenceSteps: 4, guidanceScale: 1, seed: 5 };
  const pixels = async (options: Partial<ImageOptions>) =>
    (await (await model.generate({ ...small, ...options })).toPixels()).data;
  const steps: number[] = [];
  const first = await pixels({ onStep: ({ step, preview }) => preview && steps.push(step) });
  expect(steps).toEqual([1, 2, 3, 4]);
  expect(await pixels({})).toEqual(first);
  expect(await pixels({ seed: 6 })).not.toEqual(first);
  const held = gpu.memory.bytes;

  const abort = new AbortController();
  const aborted = model.generate({ ...small, signal: abort.signal, onStep: () => abort.abort() });
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
  expect(gpu.memory.bytes).toBe(held);

  const image = { width: 8, height: 8, data: first };
  const near = await pixels({ image, strength: 0.25, seed: 9 });
  const far = await pixels({ image, strength: 1, seed: 9 });
  const apart = (other: Uint8ClampedArray): number =>
    other.reduce((sum, value, i) => sum + Math.abs(value - first[i]!), 0);
  expect(apart(near)).toBeLessThan(apart(far) / 2);

  const picture = await model.generate(small);
  const file = new Uint8Array(await (await picture.toBlob()).arrayBuffer());
  expect([...file.subarray(1, 4)]).toEqual([80, 78, 71]);
  expect(new TextDecoder('latin1').decode(file)).toContain('trainedAlgorithmicMedia');
  const plain = new Uint8Array(await (await picture.toBlob({ mark: false })).arrayBuffer());
  expect(new TextDecoder('latin1').decode(plain)).not.toContain('trainedAlgorithmicMedia');

  const bad = (options: object) => expect(model.generate({ ...small, ...options } as ImageOptions)).rejects;
  await bad({ prompt: 7 }).toThrow(/prompt is 7/);
  await bad({ width: 9 }).toThrow(/width is 9\. Give a multiple of 2/);
  await bad({ strength: 0.5 }).toThrow(/strength is 0.5/);
  await bad({ guidanceScale: Number.NaN }).toThrow(/guidanceScale/);
  await bad({ image: { ...image, width: 4 } }).toThrow(/image/);
  model.dispose();
  expect(gpu.memory.bytes).toBe(before);
  await expect(model.generate(small)).rejects.toMatchObject({ code: 'disposed' });
});

test('folders that do not fit are named', { timeout }, async () => {
  const { gpu } = fixture;
  const files = await filesOf('pixel');
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
