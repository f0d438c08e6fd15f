import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createFrameBudget, type Gpu } from '@frameloom/gpu';
import { loadGan, loadImageModel, loadVae, type Picture } from '@frameloom/image';
import { parseSafetensors, toFloat32 } from '@frameloom/nn';
import { drawNoise } from '../../../packages/image/src/gan/noise.ts';

/** A model of any of the three kinds, by its folder. */
export type TilePainter = {
  /** Of its pictures, pixels. */
  side: number;
  /** Whether it reads prompts. */
  isAsked: boolean;
  /** Whether it has a word for each of a prompt. */
  knows(prompt: string): boolean;
  paint(prompt: string, seed: number): Promise<Picture>;
  dispose(): void;
};

export async function openPainter(gpu: Gpu, folder: string, variant: string): Promise<TilePainter> {
  const address = new URL(`${pathToFileURL(resolve(folder)).href}/`);
  const budget = createFrameBudget(gpu, { budgetMs: 1000 });
  const has = (file: string): boolean => existsSync(join(folder, file));
  if (has('conditions.json')) {
    const gan = await loadGan(gpu, address, { budget });
    const words = new Set(gan.classes.flat());
    return {
      side: gan.width,
      isAsked: true,
      knows: (prompt) => prompt.split(' ').every((word) => words.has(word)),
      paint: (classLabel, seed) => gan.generate({ classLabel, seed }),
      dispose: () => gan.dispose(),
    };
  }
  if (has('prior.safetensors')) return openPrior(gpu, folder, address);
  const model = await loadImageModel(gpu, address, { budget, ...(variant && { variant }) });
  const paint = (prompt: string, seed: number) => model.generate({ prompt, seed });
  return { side: model.side, isAsked: true, knows: () => true, paint, dispose: () => model.dispose() };
}

/** An autoencoder as a generator: latents of the normal distribution that was fitted to those of tiles. */
async function openPrior(gpu: Gpu, folder: string, address: URL): Promise<TilePainter> {
  const { tensors } = parseSafetensors(readFileSync(join(folder, 'prior.safetensors')));
  const [mean, root] = ['mean', 'root'].map((name) => toFloat32(tensors.get(name)!)) as [
    Float32Array,
    Float32Array,
  ];
  const vae = await loadVae(gpu, address);
  const width = Math.sqrt(mean.length / vae.latentChannels);
  const paint = async (_: string, seed: number): Promise<Picture> => {
    const noise = drawNoise(seed, mean.length, Infinity);
    const values = mean.map((value, row) => {
      for (let i = 0; i <= row; i++) value += root[row * mean.length + i]! * noise[i]!;
      return value;
    });
    const latent = vae.latent(values, { width, height: width });
    const picture = await vae.decode(latent);
    latent.dispose();
    return picture;
  };
  return { side: width * vae.factor, isAsked: false, knows: () => true, paint, dispose: () => vae.dispose() };
}
