import { FrameloomError } from '@frameloom/gpu';
import * as THREE from 'three/webgpu';
import { checkPanorama } from './check-panorama.ts';
import { mostPixels } from './panorama-size.ts';
import type { PanoramaAnswer, PanoramaPicture, PanoramaRequest } from './panorama-worker.ts';

/** Of a file: 16 bytes for each pixel, four single floats. */
const mostBytes = 16 * mostPixels;
/** Decoding 8192 × 4096 pixels takes a few seconds. */
const longestMs = 30_000;

/**
 * Reads an equirectangular .hdr or .exr picture as light and background. It is decoded in a worker, which is ended after half a
 * minute.
 * @throws FrameloomError `load-failed` naming the file, what was wrong and what to do.
 */
export async function loadEnvironment(file: File): Promise<THREE.Texture> {
  if (file.size > mostBytes) {
    throw new FrameloomError(
      'load-failed',
      `“${file.name}” could not be read: it has ${Math.round(file.size / 1e6)} MB. Use a panorama of at most 8192 × 4096.`,
    );
  }
  const bytes = await file.arrayBuffer();
  checkPanorama(file.name, bytes);
  try {
    return makeTexture(await decode({ bytes, isExr: /\.exr$/i.test(file.name) }));
  } catch (cause) {
    const got = cause instanceof Error ? cause.message.replace(/^THREE\.\w+: /, '') : String(cause);
    throw new FrameloomError(
      'load-failed',
      `“${file.name}” could not be read: ${got}. Use a Radiance .hdr or an OpenEXR .exr with a full panorama, twice as wide as high.`,
      { cause },
    );
  }
}

/** Decodes in a worker of its own. */
async function decode(request: PanoramaRequest): Promise<PanoramaPicture> {
  const worker = new Worker(new URL('./panorama-worker.ts', import.meta.url), { type: 'module' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const fail = (reason: string): void => reject(new Error(reason));
      timer = setTimeout(() => fail(`it was not decoded within ${longestMs / 1000} seconds`), longestMs);
      worker.addEventListener('error', ({ message }) => fail(message || 'its decoder could not be loaded'));
      worker.addEventListener('message', ({ data }: MessageEvent<PanoramaAnswer>) => {
        if ('picture' in data) resolve(data.picture);
        else fail(data.error);
      });
      worker.postMessage(request, [request.bytes]);
    });
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}

/** The texture that three's loaders make of what they decode. */
function makeTexture({
  data,
  width,
  height,
  format,
  type,
  colorSpace,
  flipY,
}: PanoramaPicture): THREE.Texture {
  const texture = new THREE.DataTexture(data, width, height, format ?? THREE.RGBAFormat, type);
  texture.minFilter = texture.magFilter = THREE.LinearFilter;
  texture.colorSpace = colorSpace ?? THREE.LinearSRGBColorSpace;
  texture.flipY = flipY ?? false;
  texture.mapping = THREE.EquirectangularReflectionMapping;
  texture.needsUpdate = true;
  return texture;
}
