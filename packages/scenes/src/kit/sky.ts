import * as THREE from 'three/webgpu';

/** Linear light for an azimuth 0…1 and an elevation −1 (down) … 1 (up). */
export type SkyColor = (azimuth: number, elevation: number) => readonly [number, number, number];

/** Half-float equirectangular texture, so that dark skies do not band. */
export function paintSky(width: number, height: number, color: SkyColor): THREE.DataTexture {
  const data = new Uint16Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const rgb = color((x + 0.5) / width, ((y + 0.5) / height) * 2 - 1);
      const at = (y * width + x) * 4;
      for (let c = 0; c < 3; c++) data[at + c] = THREE.DataUtils.toHalfFloat(rgb[c] ?? 0);
      data[at + 3] = THREE.DataUtils.toHalfFloat(1);
    }
  }
  const texture = new THREE.DataTexture(data, width, height, THREE.RGBAFormat, THREE.HalfFloatType);
  texture.magFilter = texture.minFilter = THREE.LinearFilter;
  texture.wrapS = THREE.RepeatWrapping;
  texture.needsUpdate = true;
  return texture;
}

/**
 * A sky dome. It is a mesh rather than a background so that its velocity is right: it must follow the
 * camera (`followers` of the stage), which makes it infinitely far away. It leaves the depth at "far".
 */
export function createSky(radius: number, size: readonly [number, number], color: SkyColor): THREE.Mesh {
  const map = paintSky(size[0], size[1], color);
  const geometry = new THREE.SphereGeometry(radius, 48, 24);
  const material = new THREE.MeshBasicMaterial({ map, side: THREE.BackSide, fog: false, depthWrite: false });
  const sky = new THREE.Mesh(geometry, material);
  sky.name = 'sky';
  sky.renderOrder = -1;
  sky.frustumCulled = false;
  return sky;
}

/** The surroundings as a small texture, for reflections. */
export function createEnvironment(color: SkyColor): THREE.DataTexture {
  return paintSky(128, 64, color);
}
