import * as THREE from 'three/webgpu';
import {
  equirectUV,
  float,
  materialColor,
  normalView,
  normalWorld,
  positionViewDirection,
  positionWorld,
  cameraPosition,
  reflect,
  texture,
  vec4,
} from 'three/tsl';

/**
 * Clear glass without a refraction pass: nearly transparent face on, reflective and opaque at the rim
 * (Schlick's curve), so that it costs one blended draw.
 * `opacity` is that of a surface seen face on, `body` how bright its own colour is, `environment` an
 * equirectangular texture for the reflection; the texture must be disposed with the scene.
 */
export function createGlassMaterial(
  opacity: number,
  body: number,
  environment: THREE.Texture,
  color: THREE.ColorRepresentation = 0xffffff,
): THREE.MeshBasicNodeMaterial {
  const material = new THREE.MeshBasicNodeMaterial({ transparent: true, depthWrite: false, color });
  const facing = normalView.dot(positionViewDirection).abs().clamp(0, 1);
  const fresnel = facing.oneMinus().pow(3).mul(0.94).add(0.05);
  const alpha = fresnel.mul(0.8).add(opacity).clamp(0, 1);
  const ray = reflect(positionWorld.sub(cameraPosition).normalize(), normalWorld);
  const mirrored = texture(environment, equirectUV(ray)).level(float(0)).rgb.mul(fresnel);
  // blending multiplies by alpha; the reflection must not lose by it
  material.colorNode = vec4(
    materialColor
      .mul(body * opacity)
      .add(mirrored)
      .div(alpha),
    1,
  );
  material.opacityNode = alpha;
  return material;
}
