// Sub-pixel offsets and how they enter a camera, written apart from the packages under test on purpose.
import type * as THREE from 'three/webgpu';
import type { Size } from './platform.ts';

/** Radical inverse of `index` (≥ 1) in `base`, in (0, 1). */
export function halton(index: number, base: number): number {
  let result = 0;
  let fraction = 1;
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    fraction /= base;
    result += fraction * (rest % base);
  }
  return result;
}

/** Jitter phases of an upscaling ratio: `ceil(8·ratio²)`. */
export function jitterPhases(ratio: number): number {
  return Math.ceil(8 * ratio * ratio);
}

/** Halton(2,3) − 0.5 of phase `index mod phases`, in render pixels, y down. Texel i then holds the scene at i + 0.5 + jitter. */
export function jitterOffset(index: number, phases: number): { x: number; y: number } {
  const phase = (index % phases) + 1;
  return { x: halton(phase, 2) - 0.5, y: halton(phase, 3) - 0.5 };
}

/**
 * Shifts a camera's projection so that texel centres see the scene at `offset` pixels (y down), runs `work`, and restores
 * it. Works on the matrix, so an app's aspect and view offset survive.
 */
export function withJitter(
  camera: THREE.PerspectiveCamera,
  offset: { x: number; y: number },
  size: Size,
  work: () => void,
): void {
  const projection = camera.projectionMatrix;
  const inverse = camera.projectionMatrixInverse;
  const savedProjection = projection.clone();
  const savedInverse = inverse.clone();
  // clip.x += (element 8)·z_view and w = −z_view: adding 2j/size moves the picture by −j pixels, so texels look j further.
  projection.elements[8]! += (2 * offset.x) / size.width;
  projection.elements[9]! -= (2 * offset.y) / size.height;
  inverse.copy(projection).invert();
  work();
  projection.copy(savedProjection);
  inverse.copy(savedInverse);
}
