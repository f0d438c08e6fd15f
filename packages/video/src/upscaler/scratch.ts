import { createPool, type Gpu } from '@frameloom/gpu';
import type { StoredFormat } from '../gpu/stored.ts';
import { textureUsage } from '../gpu/usage.ts';
import { sameSize, type Size } from '../size.ts';

/** A texture that is recreated when its size changes. */
export type Scratch = {
  readonly bytes: number;
  at(size: Size): GPUTexture;
  free(): void;
  dispose(): void;
};

export function createScratch(gpu: Gpu, label: string, name: string, format: StoredFormat): Scratch {
  const pool = createPool(gpu, label);
  let texture: GPUTexture | undefined;
  const free = (): void => {
    if (texture) pool.free(texture);
    texture = undefined;
  };
  return {
    get bytes() {
      return pool.bytes;
    },
    at({ width, height }) {
      if (texture && sameSize(texture, { width, height })) return texture;
      free();
      const usage = textureUsage.texture | textureUsage.storage;
      return (texture = pool.texture({ label: name, width, height, format, usage }));
    },
    free,
    dispose: () => pool.dispose(),
  };
}
