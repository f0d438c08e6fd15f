// glTF in Node, where there is no image decoder: textures that are PNG are decoded here, others need a browser.
import { readFile } from 'node:fs/promises';
import * as THREE from 'three/webgpu';
import {
  GLTFLoader,
  type GLTF,
  type GLTFLoaderPlugin,
  type GLTFParser,
} from 'three/addons/loaders/GLTFLoader.js';
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js';
import { UsageError } from './arguments.ts';
import { decodePng } from './decode-png.ts';

type ImageDefinition = { bufferView?: number; mimeType?: string; uri?: string };
type TextureDefinition = { source?: number; sampler?: number };
type Sampler = { magFilter?: number; minFilter?: number; wrapS?: number; wrapT?: number };

/** Loads a .glb in Node. Throws a UsageError that says to use a browser where the file needs one. */
export async function loadNodeModel(path: string): Promise<GLTF> {
  const bytes = await readFile(path);
  const loader = new GLTFLoader();
  loader.setMeshoptDecoder(MeshoptDecoder);
  loader.register((parser) => pngTextures(parser));
  try {
    const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    return await loader.parseAsync(data as ArrayBuffer, '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--scene: ${path} cannot be read in Node: ${reason}. Try --in chromium.`, {
      cause: error,
    });
  }
}

function pngTextures(parser: GLTFParser): GLTFLoaderPlugin {
  const json = parser.json as {
    images?: ImageDefinition[];
    textures?: TextureDefinition[];
    samplers?: Sampler[];
  };
  return {
    name: 'node-png-textures',
    async loadTexture(index) {
      const definition = json.textures?.[index];
      const image = json.images?.[definition?.source ?? -1];
      if (image?.bufferView === undefined || image.mimeType !== 'image/png') {
        throw new Error(
          `its textures are ${image?.mimeType ?? 'compressed or outside of the file'}, not embedded PNG`,
        );
      }
      const view = (await parser.getDependency('bufferView', image.bufferView)) as ArrayBuffer;
      const { width, height, rgba } = decodePng(new Uint8Array(view));
      const texture = new THREE.DataTexture(rgba, width, height);
      applySampler(texture, json.samplers?.[definition?.sampler ?? -1] ?? {});
      parser.associations.set(texture, { textures: index });
      return texture;
    },
  };
}

/** glTF's numbers are WebGL's; three's filters and wraps have their own. */
function applySampler(texture: THREE.DataTexture, sampler: Sampler): void {
  const wraps: Record<number, THREE.Wrapping> = {
    33071: THREE.ClampToEdgeWrapping,
    33648: THREE.MirroredRepeatWrapping,
  };
  texture.wrapS = wraps[sampler.wrapS ?? 0] ?? THREE.RepeatWrapping;
  texture.wrapT = wraps[sampler.wrapT ?? 0] ?? THREE.RepeatWrapping;
  texture.magFilter = sampler.magFilter === 9728 ? THREE.NearestFilter : THREE.LinearFilter;
  const plain = sampler.minFilter === 9728 || sampler.minFilter === 9729;
  texture.minFilter = plain ? THREE.LinearFilter : THREE.LinearMipmapLinearFilter;
  texture.generateMipmaps = !plain;
  texture.anisotropy = 4;
  texture.flipY = false;
  texture.needsUpdate = true;
}
