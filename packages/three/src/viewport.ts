import { Matrix4 } from 'three/webgpu';
import type { UpscaleInputs } from './inputs.ts';

/** The part of the inputs that the scene is drawn to, in NDC: scale and centre. */
export type Viewport = { x: number; y: number; centreX: number; centreY: number };

/** The viewport of the pass that draws the scene. */
export function readViewport({ depth }: UpscaleInputs): Viewport {
  const target = depth.passNode?.renderTarget;
  if (target === undefined) return { x: 1, y: 1, centreX: 0, centreY: 0 };
  const { width, height, viewport } = target;
  const x = viewport.z / width;
  const y = viewport.w / height;
  // Rows are counted from the top, NDC from the bottom.
  return { x, y, centreX: (2 * viewport.x) / width + x - 1, centreY: 1 - y - (2 * viewport.y) / height };
}

/** A map of NDC within the viewport, made one of NDC of the whole target. */
export function placeInTarget(map: Matrix4, { x, y, centreX, centreY }: Viewport): Matrix4 {
  const place = new Matrix4().set(x, 0, 0, centreX, 0, y, 0, centreY, 0, 0, 1, 0, 0, 0, 0, 1);
  return map.premultiply(place).multiply(place.invert());
}
