// The only file that touches three's semi-private fields. Everything here was read in r187; the peer range is bounded for it.
import type { Camera, Renderer, Texture } from 'three/webgpu';
import { FrameloomError } from '@frameloom/gpu';

type Backend = {
  readonly isWebGPUBackend?: boolean;
  readonly device?: GPUDevice | null;
  readonly trackTimestamp?: boolean;
  get(resource: Texture): { texture?: GPUTexture };
};

type ProjectedCamera = Camera & { updateProjectionMatrix?: () => void };

/** Whether the renderer draws with WebGPU; `false` for three's WebGL2 backend. */
export function isWebGpu(renderer: Renderer): boolean {
  const backend = backendOf(renderer);
  return backend.isWebGPUBackend === true && backend.device != null;
}

/** The renderer's device. It belongs to three or to whoever gave it to three; never destroy it. */
export function getDevice(renderer: Renderer): GPUDevice {
  const { device } = backendOf(renderer);
  if (device == null) {
    throw new FrameloomError(
      'unsupported',
      'upscale: the renderer has no WebGPU device. Await renderer.init() first.',
    );
  }
  return device;
}

/**
 * The GPUTexture behind a three texture, made when it has none yet. Ask every frame: three makes a new one when a size
 * changes.
 */
export function getGpuTexture(renderer: Renderer, texture: Texture): GPUTexture {
  const backend = backendOf(renderer);
  let gpuTexture = backend.get(texture).texture;
  if (gpuTexture === undefined) {
    renderer.initTexture(texture);
    gpuTexture = backend.get(texture).texture;
  }
  if (gpuTexture === undefined) {
    throw new FrameloomError('invalid-texture', `upscale: three made no texture for "${texture.name}".`);
  }
  return gpuTexture;
}

/**
 * GPU time of the last measured frame, ms: three's render passes, and `ours`. `undefined` unless the renderer was made with
 * `trackTimestamp: true`.
 */
export function readGpuTime(renderer: Renderer, ours: number): number | undefined {
  if (backendOf(renderer).trackTimestamp !== true) return undefined;
  void renderer.resolveTimestampsAsync('render').catch(() => {});
  const theirs = renderer.info.render.timestamp;
  return theirs > 0 ? theirs + ours : undefined;
}

/**
 * Gives the camera the depth range of the renderer before its projection is read. three does the same at the start of
 * render(), which would overwrite a jittered projection.
 */
export function matchDepthConvention(renderer: Renderer, camera: Camera): void {
  const isReversed = renderer.reversedDepthBuffer === true;
  if (camera.coordinateSystem === renderer.coordinateSystem && (!isReversed || camera.reversedDepth)) return;
  camera.coordinateSystem = renderer.coordinateSystem;
  if (isReversed) Object.assign(camera, { _reversedDepth: true });
  (camera as ProjectedCamera).updateProjectionMatrix?.();
}

function backendOf(renderer: Renderer): Backend {
  return (renderer as unknown as { backend: Backend }).backend;
}
