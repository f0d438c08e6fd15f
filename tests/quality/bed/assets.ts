// Public CC0 pictures, lights and models of the package @pmndrs/assets: nothing here was made for this project.
import * as THREE from 'three/webgpu';
import { EXRLoader } from 'three/addons/loaders/EXRLoader.js';
import { halfToNumber } from '../engine/half.ts';
import { decodeDraco } from './draco.ts';

type Load = () => Promise<{ default: string }>;

const lights: Readonly<Record<LightName, Load>> = {
  esplanade: () => import('@pmndrs/assets/hdri/esplanade.exr.js'),
  hall: () => import('@pmndrs/assets/hdri/hall.exr.js'),
  lab: () => import('@pmndrs/assets/hdri/lab.exr.js'),
  sky: () => import('@pmndrs/assets/hdri/sky.exr.js'),
  sunrise: () => import('@pmndrs/assets/hdri/sunrise.exr.js'),
  workshop: () => import('@pmndrs/assets/hdri/workshop.exr.js'),
};
const models: Readonly<Record<'bunny' | 'suzi', Load>> = {
  bunny: () => import('@pmndrs/assets/models/bunny.glb.js'),
  suzi: () => import('@pmndrs/assets/models/suzi.glb.js'),
};

/** Panoramas by Poly Haven that none of our data has. */
export type LightName = 'esplanade' | 'hall' | 'lab' | 'sky' | 'sunrise' | 'workshop';

type Halves = { readonly width: number; readonly height: number; readonly data: Uint16Array };

function bytesOf(address: string): Uint8Array<ArrayBuffer> {
  const text = atob(address.slice(address.indexOf(',') + 1));
  return Uint8Array.from(text, (character) => character.codePointAt(0)!);
}

async function readLight(name: LightName): Promise<Halves> {
  const { default: address } = await lights[name]();
  const { width, height, data } = new EXRLoader().parse(bytesOf(address).buffer);
  if (!width || !height || !(data instanceof Uint16Array))
    throw new Error(`quality: ${name} holds no halves.`);
  return { width, height, data };
}

/** A panorama as a texture for `scene.environment` and `scene.background`, linear HDR. */
export async function openLight(name: LightName): Promise<THREE.DataTexture> {
  const { width, height, data } = await readLight(name);
  const texture = new THREE.DataTexture(data, width, height, THREE.RGBAFormat, THREE.HalfFloatType);
  texture.mapping = THREE.EquirectangularReflectionMapping;
  texture.magFilter = texture.minFilter = THREE.LinearFilter;
  texture.needsUpdate = true;
  return texture;
}

/** The same panorama as a photograph of 512×256 pixels, sRGB with mip levels, to be put on things. */
export async function openPhotograph(name: LightName): Promise<THREE.DataTexture> {
  const { width, height, data } = await readLight(name);
  // A few pixels of the files are infinite or below zero.
  const linear = Float32Array.from(data, (bits) => Math.min(1e4, Math.max(0, halfToNumber(bits))));
  let logs = 0;
  for (let i = 0; i < linear.length; i += 4) logs += Math.log(1e-3 + linear[i + 1]!);
  const exposure = 0.25 / Math.exp(logs / (width * height));
  const bytes = Uint8Array.from(linear, (value, i) =>
    i % 4 === 3 ? 255 : 255 * ((value * exposure) / (1 + value * exposure)) ** (1 / 2.2),
  );
  const texture = new THREE.DataTexture(bytes, width, height);
  texture.colorSpace = THREE.SRGBColorSpace;
  texture.wrapS = texture.wrapT = THREE.RepeatWrapping;
  texture.magFilter = THREE.LinearFilter;
  texture.minFilter = THREE.LinearMipmapLinearFilter;
  texture.generateMipmaps = true;
  texture.anisotropy = 4;
  texture.needsUpdate = true;
  return texture;
}

/** A model's geometry, two units high, standing on y = 0. */
export async function openGeometry(name: keyof typeof models): Promise<THREE.BufferGeometry> {
  const { default: address } = await models[name]();
  const geometry = await decodeDraco(bytesOf(address));
  geometry.computeBoundingBox();
  const { min, max } = geometry.boundingBox!;
  const scale = 2 / (max.y - min.y);
  geometry.translate(-(min.x + max.x) / 2, -min.y, -(min.z + max.z) / 2).scale(scale, scale, scale);
  return geometry;
}
