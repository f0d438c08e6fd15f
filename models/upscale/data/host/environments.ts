// Photographed light from Radiance .hdr files. Files are split like seeds: no map lights both training and test.
import { readFileSync } from 'node:fs';
import * as THREE from 'three/webgpu';
import { HDRLoader } from 'three/addons/loaders/HDRLoader.js';
import type { Resources } from '../families/types.ts';
import type { Split } from './arguments.ts';

/** Brighter texels are cut: a bare sun would fill a picture with fireflies that no application shows. */
const peak = 60;

/** Of every six files in order, four are for training, one for validation, one for test. */
export function environmentsOf(files: readonly string[], split: Split): readonly string[] {
  if (files.length < 6) return split === 'train' ? files : [];
  const places = { train: [0, 1, 2, 3], validation: [4], test: [5] }[split];
  return files.filter((_, i) => places.includes(i % 6));
}

/** Hands out textures of the given files; each call gives a texture of its own over shared pixels. */
export function createResources(files: readonly string[]): Resources {
  const pictures = new Map<string, { data: Uint16Array<ArrayBuffer>; width: number; height: number }>();
  return {
    environment(random) {
      if (files.length === 0) return undefined;
      const file = random.pick(files);
      const picture = pictures.get(file) ?? readPicture(file);
      pictures.set(file, picture);
      const texture = new THREE.DataTexture(
        picture.data,
        picture.width,
        picture.height,
        THREE.RGBAFormat,
        THREE.HalfFloatType,
      );
      texture.magFilter = texture.minFilter = THREE.LinearFilter;
      texture.wrapS = THREE.RepeatWrapping;
      texture.flipY = false;
      texture.needsUpdate = true;
      return texture;
    },
  };
}

function readPicture(file: string): { data: Uint16Array<ArrayBuffer>; width: number; height: number } {
  const bytes = readFileSync(file);
  const parsed = new HDRLoader().parse(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  );
  const { width, height } = parsed as { width: number; height: number };
  const source = (parsed as { data: Uint16Array }).data;
  const data = new Uint16Array(source.length);
  const rows = height;
  // The file's first row is the top; textures here have v up.
  for (let y = 0; y < rows; y++) {
    for (let i = 0; i < width * 4; i++) {
      const value = Math.min(peak, THREE.DataUtils.fromHalfFloat(source[(rows - 1 - y) * width * 4 + i]!));
      data[y * width * 4 + i] = THREE.DataUtils.toHalfFloat(value);
    }
  }
  return { data, width, height };
}
