import { HalfFloatType, StorageTexture } from 'three/webgpu';

/** The picture of a node; three makes its GPU texture. */
export type OutputTexture = StorageTexture & { setSize(width: number, height: number): void };

/** Makes a linear HDR texture of one mip level that compute passes can write. */
export function createOutputTexture(): OutputTexture {
  const output = new StorageTexture(1, 1) as OutputTexture & { mipmapsAutoUpdate: boolean };
  output.name = 'Upscale.output';
  output.type = HalfFloatType;
  output.generateMipmaps = false; // three gives storage textures a mip chain otherwise
  output.mipmapsAutoUpdate = false;
  return output;
}
