import { FrameloomError } from '@frameloom/gpu';
import { EXRLoader } from 'three/addons/loaders/EXRLoader.js';
import { HDRLoader } from 'three/addons/loaders/HDRLoader.js';
import * as THREE from 'three/webgpu';
import { checkPanorama } from './check-panorama.ts';
import { mostPixels } from './panorama-size.ts';

/** Of a file: 16 bytes for each pixel, four single floats. */
const mostBytes = 16 * mostPixels;

/**
 * Reads an equirectangular .hdr or .exr picture as light and background.
 * @throws FrameloomError `load-failed` naming the file, what was wrong and what to do.
 */
export async function loadEnvironment(file: File): Promise<THREE.Texture> {
  if (file.size > mostBytes) {
    throw new FrameloomError(
      'load-failed',
      `“${file.name}” could not be read: it has ${Math.round(file.size / 1e6)} MB. Use a panorama of at most 8192 × 4096.`,
    );
  }
  checkPanorama(file.name, await file.arrayBuffer());
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
