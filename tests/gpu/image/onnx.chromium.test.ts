// A small random model of diffusers as ONNX files in onnxruntime, against the picture that diffusers made. See record_pipelines.py.
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { createFrameBudget, createGpu } from '@frameloom/gpu';
import { loadImageModel } from '@frameloom/image';
import { parseSafetensors, toFloat32 } from '@frameloom/nn';
import { expect, test } from 'vitest';
import { comparePictures } from '../../parity/image/difference.ts';
import { toOnnxFolder } from '../../support/image/onnx-folder.ts';

const addresses = import.meta.glob<string>(
  [
    '../../parity/image/pipelines/{latent,latent.safetensors}/**/*',
    '../../parity/image/pipelines/latent.safetensors',
    '../../../models/image/data/{vocab.json,merges.txt}',
  ],
  { query: '?url', import: 'default', eager: true },
);

async function read(end: string): Promise<Blob> {
  const [, address] = Object.entries(addresses).find(([path]) => path.endsWith(end))!;
  return (await fetch(address)).blob();
}

async function readModel(): Promise<Map<string, Blob>> {
  const paths = Object.keys(addresses).filter((path) => path.includes('/latent/'));
  const files = new Map<string, Blob>();
  for (const path of paths) files.set(path.replace(/^.*pipelines\//, ''), await read(path));
  for (const name of ['vocab.json', 'merges.txt'])
    files.set(`latent/tokenizer/${name}`, await read(`/${name}`));
  return files;
}

test('words become the picture of diffusers', { timeout: 180_000 }, async () => {
  const gpu = await createGpu();
  const before = gpu.memory.bytes;
  const files = await toOnnxFolder(await readModel());
  const budget = createFrameBudget(gpu, { budgetMs: 1000 });
  const options = { runtime: 'onnx', wasm: new URL(wasm, location.href), budget } as const;
  const model = await loadImageModel(gpu, files, options);
  const { tensors } = parseSafetensors(
    new Uint8Array(await (await read('latent.safetensors')).arrayBuffer()),
  );
  const of = (name: string): Float32Array => toFloat32(tensors.get(name)!);
  const asked = {
    prompt: 'A small-red Dragon!',
    negativePrompt: 'blue',
    guidanceScale: 2.5,
    numInferenceSteps: 3,
  };
  const picture = await model.generate({ ...asked, latents: of('latents') });
  const { most, psnr } = await comparePictures(picture, of('picture'));
  expect(most).toBeLessThan(2);
  expect(psnr).toBeGreaterThan(50);
  picture.dispose();
  const image = { width: 16, height: 16, data: new Uint8Array(1024) };
  await expect(model.generate({ ...asked, image })).rejects.toThrow(/runtime 'onnx' has no encoder/);
  const abort = new AbortController();
  const aborted = model.generate({ ...asked, signal: abort.signal, onStep: () => abort.abort() });
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
  model.dispose();
  const missing = new Map([...files].filter(([path]) => !path.includes('unet/model.onnx')));
  await expect(loadImageModel(gpu, missing, options)).rejects.toThrow(/latent: has no unet\/model\.onnx/);
  budget.dispose();
  expect(gpu.memory.bytes).toBe(before);
  gpu.dispose();
});
