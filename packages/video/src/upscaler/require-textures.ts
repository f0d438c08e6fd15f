import { FrameloomError } from '@frameloom/gpu';
import { textureUsage } from '../gpu/usage.ts';
import { showSize } from '../size.ts';

/** Throws FrameloomError `invalid-texture` unless a frame can be read from `source` and drawn to `target`. */
export function requireTextures(
  label: string,
  source: GPUTexture,
  target: GPUTexture,
  format: GPUTextureFormat,
): void {
  const fail = (fact: string): never => {
    throw new FrameloomError('invalid-texture', `${label}: ${fact}`);
  };
  if (typeof source?.width !== 'number') fail('source must be a GPUTexture.');
  if ((source.usage & textureUsage.texture) === 0) fail('source needs the usage TEXTURE_BINDING.');
  if (typeof target?.width !== 'number') fail('target must be a GPUTexture.');
  if ((target.usage & textureUsage.render) === 0) fail('target needs the usage RENDER_ATTACHMENT.');
  if (target.format !== format)
    fail(
      `target ${showSize(target)} is ${target.format}, but this upscaler was made for ${format}. Set targetFormat.`,
    );
}
