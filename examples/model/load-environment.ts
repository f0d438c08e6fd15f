import { FrameloomError } from '@frameloom/gpu';
import { EXRLoader } from 'three/addons/loaders/EXRLoader.js';
import { HDRLoader } from 'three/addons/loaders/HDRLoader.js';
import * as THREE from 'three/webgpu';

/**
 * Reads an equirectangular .hdr or .exr picture as light and background.
 * @throws FrameloomError `load-failed` naming the file, what was wrong and what to do.
 */
export async function loadEnvironment(file: File): Promise<THREE.Texture> {
  const address = URL.createObjectURL(file);
  try {
    const loader = /\.exr$/i.test(file.name) ? new EXRLoader() : new HDRLoader();
    const texture = await loader.loadAsync(address);
    texture.mapping = THREE.EquirectangularReflectionMapping;
    return texture;
  } catch (cause) {
    const got = cause instanceof Error ? cause.message.replace(/^THREE\.\w+: /, '') : String(cause);
    throw new FrameloomError(
      'load-failed',
      `“${file.name}” could not be read: ${got}. Use a Radiance .hdr or an OpenEXR .exr with a full panorama, twice as wide as high.`,
      { cause },
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}
