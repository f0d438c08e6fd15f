import { pathToFileURL } from 'node:url';
import type { Learned } from '../../../packages/interpolate/src/learned/learned.ts';
import type { TensorFile } from '../../upscale/data/format/safetensors.ts';

/** Plays rendered sequences or clips through passes of the interpolator, and keeps what a network sees. */
export type Player = { play(file: TensorFile): Promise<TensorFile>; dispose(): void };

/** Of a folder with a model.json. */
export function addressOf(model: string): URL {
  return pathToFileURL(`${model}/`);
}

/** Waits for a network that is compared; an error where it cannot be loaded. */
export async function requireReady(learned: Learned | undefined): Promise<void> {
  await learned?.done;
  if (learned?.state === 'failed') throw new Error('candidates: the model could not be loaded.');
}
