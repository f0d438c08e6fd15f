import type * as THREE from 'three/webgpu';
import type { Size } from './method.ts';

/** The size at which a scene pass rasterises at the moment, in pixels. */
export function targetSize(scenePass: THREE.PassNode): Size {
  const { width, height } = scenePass.renderTarget;
  return { width, height };
}
