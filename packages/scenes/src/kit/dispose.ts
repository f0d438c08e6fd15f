import * as THREE from 'three/webgpu';

/** Frees every geometry, material, texture, skeleton and light of a scene, each once. */
export function disposeScene(scene: THREE.Scene): void {
  const owned = new Set<{ dispose(): void }>();
  scene.traverse((object) => {
    if (object instanceof THREE.InstancedMesh) owned.add(object);
    if (object instanceof THREE.SkinnedMesh) owned.add(object.skeleton);
    if (object instanceof THREE.Light) owned.add(object);
    if ('geometry' in object && object.geometry instanceof THREE.BufferGeometry) owned.add(object.geometry);
    if ('material' in object) {
      for (const material of [object.material].flat()) {
        if (material instanceof THREE.Material) collectMaterial(material, owned);
      }
    }
  });
  for (const value of [scene.background, scene.environment]) {
    if (value instanceof THREE.Texture) owned.add(value);
  }
  scene.environment = null;
  scene.background = null;
  for (const thing of owned) thing.dispose();
  scene.clear();
}

function collectMaterial(material: THREE.Material, owned: Set<{ dispose(): void }>): void {
  owned.add(material);
  for (const value of Object.values(material) as unknown[]) {
    if (value instanceof THREE.Texture) owned.add(value);
  }
}
