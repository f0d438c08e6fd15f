import * as THREE from 'three/webgpu';
import { normalView, positionViewDirection } from 'three/tsl';

/**
 * Clear glass without a refraction pass: nearly transparent face on, reflective and opaque at the rim
 * (Schlick's curve), so that it costs one blended draw. `opacity` is that of a surface seen face on.
 */
export function createGlassMaterial(opacity: number): THREE.MeshStandardNodeMaterial {
  const material = new THREE.MeshStandardNodeMaterial({
    transparent: true,
    depthWrite: false,
    roughness: 0.06,
    metalness: 0,
  });
  const facing = normalView.dot(positionViewDirection).abs().clamp(0, 1);
  const fresnel = facing.oneMinus().pow(3);
  material.opacityNode = fresnel.mul(0.75).add(opacity).clamp(0, 1);
  return material;
}
