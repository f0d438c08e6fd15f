// A photo studio painted into a small equirectangular picture: a soft box, a strip light, a horizon.
import * as THREE from 'three/webgpu';

/** Creates the environment; linear HDR with a peak of 12. */
export function createStudio(): { environment: THREE.Texture; dispose(): void } {
  const [width, height] = [128, 64];
  const data = new Float32Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      data.set(light((x + 0.5) / width, (y + 0.5) / height), 4 * (y * width + x));
  }
  const environment = new THREE.DataTexture(data, width, height, THREE.RGBAFormat, THREE.FloatType);
  environment.mapping = THREE.EquirectangularReflectionMapping;
  environment.magFilter = environment.minFilter = THREE.LinearFilter;
  environment.needsUpdate = true;
  return { environment, dispose: () => environment.dispose() };
}

/** Colour at u (around) and v (0 the bottom row of the texture), both 0 to 1. */
function light(u: number, v: number): [number, number, number, number] {
  const up = v * 2 - 1;
  const sky = up > 0 ? 0.5 + 0.6 * up : 0.18 + 0.1 * (1 + up);
  const box = inside(u, 0.15, 0.32) * inside(v, 0.62, 0.82) * 12;
  const strip = inside(u, 0.62, 0.66) * inside(v, 0.35, 0.85) * 8;
  return [
    sky * 0.95 + box + strip * 0.7,
    sky + box * 0.95 + strip * 0.85,
    sky * 1.08 + box * 0.85 + strip,
    1,
  ];
}

function inside(value: number, from: number, to: number): number {
  return value >= from && value <= to ? 1 : 0;
}
