import type * as THREE from 'three/webgpu';
import type { BenchInput } from '../input.ts';
import type { BenchMethod } from './types.ts';

/** The part of @pmndrs/upscaler's `Upscaler` that is used here. */
type PeerUpscaler = {
  init(): void;
  configure(config: Record<string, number | string>): void;
  beginFrame(camera: THREE.Camera): void;
  endFrame(camera: THREE.Camera): void;
  dispatch(inputs: Record<string, THREE.Texture | number>, camera: THREE.Camera): void;
  dispose(): void;
};

/** What a checkout of @pmndrs/upscaler exports. */
export type PeerModule = { Upscaler: new (options: { renderer: THREE.WebGPURenderer }) => PeerUpscaler };

/** @pmndrs/upscaler's temporal path through its raw `Upscaler` class, with its default settings. */
export async function createPmndrs(peer: PeerModule, input: BenchInput): Promise<BenchMethod> {
  const { renderer, target, renderSize, displaySize, camera } = input;
  const upscaler = new peer.Upscaler({ renderer });
  upscaler.init();
  // Its own timer maps a buffer while the frame is still held back here, which WebGPU refuses.
  const timer: unknown = Reflect.get(upscaler, '_timer');
  if (typeof timer === 'object' && timer) Reflect.set(timer, 'enabled', false);
  upscaler.configure({
    displayWidth: displaySize.width,
    displayHeight: displaySize.height,
    renderWidth: renderSize.width,
    renderHeight: renderSize.height,
    path: 'temporal',
  });
  return {
    name: 'pmndrs',
    run() {
      const [color, velocity] = target.textures;
      upscaler.beginFrame(camera);
      upscaler.endFrame(camera);
      const depth = target.depthTexture!;
      upscaler.dispatch({ color: color!, depth, velocity: velocity!, deltaTime: 1 / 60 }, camera);
    },
    dispose: () => upscaler.dispose(),
  };
}
