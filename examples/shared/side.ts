import type { DebugView } from '@frameloom/upscale';
import * as THREE from 'three/webgpu';
import { createMethod } from '@frameloom/scenes/methods';
import type { Method, MethodId } from '@frameloom/scenes/methods';
import type { World } from './world.ts';

/** What can change on a running side without building it again. */
export type SideSettings = { ratio: number; sharpness: number; debug: DebugView };

/** One half of the comparison: a method over its own copy of the world, drawn into a texture of its own. */
export type Side = {
  readonly id: MethodId;
  readonly method: Method;
  readonly world: World;
  /** The finished picture, display encoded, at display size. */
  readonly texture: THREE.Texture;
  readonly ready: boolean;
  apply(settings: SideSettings): void;
  render(width: number, height: number): void;
  dispose(): void;
};

export function createSide(
  renderer: THREE.WebGPURenderer,
  world: World,
  id: MethodId,
  settings: SideSettings,
): Side {
  const method = createMethod(id, { renderer, scene: world.scene, camera: world.camera, ...settings });
  const pipeline = new THREE.RenderPipeline(renderer, method.output);
  pipeline.outputColorTransform = !method.encoded;
  const target = new THREE.RenderTarget(1, 1, { depthBuffer: false, generateMipmaps: false });
  target.texture.name = `gallery/${id}`;
  target.texture.colorSpace = THREE.NoColorSpace;
  method.setDebug(settings.debug);

  let ready = false;
  let ratio = settings.ratio;
  void method.ready.then(
    () => (ready = true),
    () => {},
  );

  return {
    id,
    method,
    world,
    texture: target.texture,
    get ready() {
      return ready;
    },
    apply(next) {
      if (next.ratio !== ratio) method.setRatio((ratio = next.ratio));
      method.setSharpness(next.sharpness);
      method.setDebug(next.debug);
    },
    render(width, height) {
      target.setSize(width, height);
      renderer.setRenderTarget(target);
      pipeline.render();
      renderer.setRenderTarget(null);
    },
    dispose() {
      pipeline.dispose();
      method.dispose();
      target.dispose();
    },
  };
}
