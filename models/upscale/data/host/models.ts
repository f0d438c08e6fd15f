// Models from .glb files, whose textures are PNG: inside the file or beside it. Node decodes no other images.
import { readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import * as THREE from 'three/webgpu';
import { GLTFLoader, type GLTFLoaderPlugin, type GLTFParser } from 'three/addons/loaders/GLTFLoader.js';
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js';
import { decodePng } from '../../../../tests/quality/host/decode-png.ts';
import type { LoadedModel } from '../families/user-models.ts';
import { UsageError } from './arguments.ts';

type Image = { bufferView?: number; mimeType?: string; uri?: string };
type Sampler = { magFilter?: number; wrapS?: number; wrapT?: number };
type Json = { images?: Image[]; textures?: { source?: number; sampler?: number }[]; samplers?: Sampler[] };

/** Loads a model; a UsageError says what is wrong with a file. */
export async function loadModel(path: string): Promise<LoadedModel> {
  const bytes = await readFile(path);
  const loader = new GLTFLoader();
  loader.setMeshoptDecoder(MeshoptDecoder);
  loader.register((parser) => pngTextures(parser, dirname(path)));
  try {
    const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    return await loader.parseAsync(data as ArrayBuffer, '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--models: ${path} cannot be read: ${reason}.`, { cause: error });
  }
}

function pngTextures(parser: GLTFParser, folder: string): GLTFLoaderPlugin {
  const json = parser.json as Json;
  return {
    name: 'png-textures',
    async loadTexture(index) {
      const definition = json.textures?.[index];
      const bytes = await readImage(parser, json.images?.[definition?.source ?? -1] ?? {}, folder);
      const { width, height, rgba } = decodePng(bytes);
      const texture = new THREE.DataTexture(rgba, width, height);
      const sampler = json.samplers?.[definition?.sampler ?? -1] ?? {};
      texture.wrapS = wrapOf(sampler.wrapS);
      texture.wrapT = wrapOf(sampler.wrapT);
      texture.magFilter = sampler.magFilter === 9728 ? THREE.NearestFilter : THREE.LinearFilter;
      texture.minFilter = THREE.LinearMipmapLinearFilter;
      texture.generateMipmaps = true;
      texture.anisotropy = 8;
      texture.flipY = false;
      texture.needsUpdate = true;
      parser.associations.set(texture, { textures: index });
      return texture;
    },
  };
}

async function readImage(parser: GLTFParser, image: Image, folder: string): Promise<Uint8Array> {
  if (image.bufferView !== undefined && image.mimeType === 'image/png') {
    return new Uint8Array((await parser.getDependency('bufferView', image.bufferView)) as ArrayBuffer);
  }
  const name = normalize(decodeURIComponent(image.uri ?? ''));
  if (/\.png$/i.test(name) && !name.startsWith('..') && !/^([a-z]+:|[/\\])/i.test(name)) {
    return readFile(join(folder, name));
  }
  throw new Error(
    `its textures are ${image.mimeType ?? image.uri ?? 'missing'}, not PNG in or beside the file`,
  );
}

/** glTF's numbers are WebGL's; three's have their own names. */
function wrapOf(code: number | undefined): THREE.Wrapping {
  if (code === 33071) return THREE.ClampToEdgeWrapping;
  return code === 33648 ? THREE.MirroredRepeatWrapping : THREE.RepeatWrapping;
}
