// Photographed light from Radiance .hdr files. Files are split like seeds: no map lights both training and test.
import { readFileSync } from 'node:fs';
import * as THREE from 'three/webgpu';
import { HDRLoader } from 'three/addons/loaders/HDRLoader.js';
import type { Random } from '@frameloom/scenes/kit';
import type { Resources } from '../families/types.ts';

/** Brighter texels are cut: a bare sun would fill a picture with fireflies that no application shows. */
const peak = 60;

type Picture = { data: Uint16Array<ArrayBuffer>; width: number; height: number };

/** Texels a side of a photograph. */
const photographSide = 256;

/** Hands out textures of the given files; each call gives a texture of its own. */
export function createResources(files: readonly string[]): Resources {
  const pictures = new Map<string, Picture>();
  const draw = (random: Random): Picture | undefined => {
    if (files.length === 0) return undefined;
    const file = random.pick(files);
    const picture = pictures.get(file) ?? readPicture(file);
    pictures.set(file, picture);
    return picture;
  };
  return {
    environment(random) {
      const picture = draw(random);
      if (picture === undefined) return undefined;
      const { data, width, height } = picture;
      const texture = new THREE.DataTexture(data, width, height, THREE.RGBAFormat, THREE.HalfFloatType);
      texture.magFilter = texture.minFilter = THREE.LinearFilter;
      texture.wrapS = THREE.RepeatWrapping;
      texture.needsUpdate = true;
      return texture;
    },
    photograph(random) {
      const picture = draw(random);
      if (picture === undefined) return undefined;
      const side = Math.min(photographSide, picture.height >> 1);
      const left = random.int(picture.width - side);
      // The upper and lower quarter are stretched.
      const bottom = Math.floor(picture.height * random.range(0.2, 0.75 - side / picture.height));
      const texture = new THREE.DataTexture(develop(picture, left, bottom, side), side, side);
      texture.colorSpace = THREE.SRGBColorSpace;
      texture.wrapS = texture.wrapT = THREE.MirroredRepeatWrapping;
      texture.magFilter = THREE.LinearFilter;
      texture.minFilter = THREE.LinearMipmapLinearFilter;
      texture.generateMipmaps = true;
      texture.anisotropy = 8;
      texture.needsUpdate = true;
      return texture;
    },
  };
}

/** A square of a picture, exposed so that its mean is a middle grey, as sRGB bytes. */
function develop(
  { data, width }: Picture,
  left: number,
  bottom: number,
  side: number,
): Uint8Array<ArrayBuffer> {
  const linear = new Float32Array(side * side * 3);
  let sum = 0;
  for (let i = 0; i < side * side; i++) {
    const at = ((bottom + Math.floor(i / side)) * width + left + (i % side)) * 4;
    for (let c = 0; c < 3; c++) {
      const value = THREE.DataUtils.fromHalfFloat(data[at + c]!);
      linear[3 * i + c] = value;
      sum += Math.min(value, 4);
    }
  }
  const exposure = (0.25 * linear.length) / Math.max(sum, 1e-3);
  const bytes = new Uint8Array(side * side * 4).fill(255);
  for (let i = 0; i < side * side; i++) {
    for (let c = 0; c < 3; c++) {
      const value = 1 - Math.exp(-linear[3 * i + c]! * exposure * 1.5);
      bytes[4 * i + c] = Math.round(255 * value ** (1 / 2.2));
    }
  }
  return bytes;
}

function readPicture(file: string): Picture {
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
