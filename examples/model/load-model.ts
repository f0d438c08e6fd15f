import { FrameloomError } from '@frameloom/gpu';
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js';
import { DRACOLoader } from 'three/addons/loaders/DRACOLoader.js';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { KTX2Loader } from 'three/addons/loaders/KTX2Loader.js';
import * as THREE from 'three/webgpu';
import { checkModel } from './check.ts';
import { decoderAddress, dracoDecoder } from './decoders.ts';
import type { FileSet } from '../shared/dropped-files.ts';
import { findFile } from './files.ts';
import type { Exhibit } from './model-world.ts';

/**
 * Reads a GLB or glTF whose other files are in the same set.
 * @throws FrameloomError `load-failed` naming the file, what was wrong and what to do.
 */
export async function loadModel(
  model: File,
  files: FileSet,
  renderer: THREE.WebGPURenderer,
): Promise<Exhibit> {
  const bytes = await model.arrayBuffer();
  checkModel(model.name, bytes);

  const missing = new Set<string>();
  const addresses: string[] = [];
  const manager = new THREE.LoadingManager();
  manager.setURLModifier((url) => {
    if (/^(data|blob):/.test(url)) return url;
    const decoder = decoderAddress(url);
    if (decoder !== undefined) return decoder;
    const file = findFile(files, url);
    if (!file) {
      missing.add(decodeURIComponent(url));
      // Asking the server would tell it the names of the visitor's files.
      return 'data:,';
    }
    const address = URL.createObjectURL(file);
    addresses.push(address);
    return address;
  });
  const draco = new DRACOLoader(manager).setDecoderPath(dracoDecoder);
  const ktx2 = new KTX2Loader(manager).detectSupport(renderer);
  const loader = new GLTFLoader(manager);
  loader.setDRACOLoader(draco).setKTX2Loader(ktx2).setMeshoptDecoder(MeshoptDecoder);

  try {
    const gltf = await loader.parseAsync(bytes, '');
    if (missing.size > 0) throw new Error('files are missing');
    requireFinite(gltf.scene);
    const bounds = new THREE.Box3().setFromObject(gltf.scene);
    if (bounds.isEmpty() || !Number.isFinite(bounds.getSize(new THREE.Vector3()).length()))
      throw new Error('it holds no mesh that could be shown');
    return { name: model.name, object: gltf.scene, animations: gltf.animations };
  } catch (error) {
    throw explain(model.name, missing, error);
  } finally {
    for (const address of addresses) URL.revokeObjectURL(address);
    draco.dispose();
    ktx2.dispose();
  }
}

/** Bounds come from the document, so numbers that are none would show nothing and say nothing. */
function requireFinite(scene: THREE.Object3D): void {
  scene.traverse((child) => {
    if (!(child instanceof THREE.Mesh)) return;
    const { array } = (child.geometry as THREE.BufferGeometry).getAttribute('position') ?? {};
    if (array && !array.every((value: number) => Number.isFinite(value)))
      throw new Error(`the positions of “${child.name.slice(0, 40)}” hold numbers that are not finite`);
  });
}

function explain(name: string, missing: ReadonlySet<string>, cause: unknown): FrameloomError {
  if (missing.size > 0) {
    const names = [...missing]
      .slice(0, 5)
      .map((address) => `“${address}”`)
      .join(', ');
    const more = missing.size > 5 ? ` and ${missing.size - 5} more` : '';
    return new FrameloomError(
      'load-failed',
      `“${name}” needs files that were not dropped with it: ${names}${more}. Drop the whole folder, or export a single .glb.`,
      { cause },
    );
  }
  const got = cause instanceof Error ? cause.message.replace(/^THREE\.\w+: /, '') : String(cause);
  return new FrameloomError(
    'load-failed',
    `“${name}” could not be read: ${got}. Check it with a glTF validator, or export it again as glTF 2.0.`,
    { cause },
  );
}
