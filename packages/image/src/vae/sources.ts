import { failValue } from '../fail.ts';
import type { Latent } from './latent.ts';
import type { PictureSource } from './vae.ts';

export function isTexture(source: PictureSource): source is GPUTexture {
  return 'createView' in source;
}

export function isLatent(source: PictureSource | Latent): source is Latent {
  return 'buffer' in source && 'channels' in source;
}

/** @throws FrameloomError `invalid-argument` for what is no picture, or one whose sides are no multiples of `factor`. */
export function requireSource(source: PictureSource, factor: number): void {
  const given = (typeof source === 'object' && source !== null ? source : {}) as Partial<
    Exclude<PictureSource, GPUTexture>
  >;
  const { width = 0, height = 0, data } = given;
  const isWhole = data?.length === width * height * 4 && data.length > 0;
  if (!('createView' in given) && !isWhole)
    failValue('encode', 'picture', source, 'a texture, or { width, height, data } with RGBA of every pixel');
  const fits = (side: number): boolean => Number.isInteger(side / factor) && side >= factor && side <= 8192;
  if (!fits(width) || !fits(height))
    failValue('encode', 'picture', `${width}×${height}`, `sides that are multiples of ${factor}`);
}

/** @throws FrameloomError `invalid-argument`. */
export function requireLatent(latent: Latent, channels: number): void {
  if (typeof latent === 'object' && latent !== null && latent.channels === channels && latent.buffer) return;
  failValue('decode', 'latent', latent, `what encode() gave, of ${channels} channels`);
}
