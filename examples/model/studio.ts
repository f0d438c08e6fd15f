import { color, mix, output, positionWorld, smoothstep, vec4 } from 'three/tsl';
import * as THREE from 'three/webgpu';

/** A dark photo studio with three soft boxes, as an equirectangular picture in linear light. */
export function createStudioLight(): THREE.DataTexture {
  const width = 256;
  const height = 128;
  const data = new Uint16Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const up = 0.5 - (y + 0.5) / height;
    for (let x = 0; x < width; x++) {
      const turn = (x + 0.5) / width;
      const key = 14 * box(turn, up, 0.16, 0.2, 0.07, 0.09);
      const rim = 9 * box(turn, up, 0.66, 0.12, 0.03, 0.17);
      const fill = 3 * box(turn, up, 0.42, 0.3, 0.12, 0.06);
      const base = 0.1 + 0.26 * Math.max(0, up + 0.2);
      const at = (y * width + x) * 4;
      data[at] = half(base * 0.92 + key + rim * 0.75 + fill * 0.7);
      data[at + 1] = half(base * 0.97 + key * 0.93 + rim * 0.86 + fill * 0.85);
      data[at + 2] = half(base * 1.12 + key * 0.82 + rim + fill);
      data[at + 3] = half(1);
    }
  }
  const texture = new THREE.DataTexture(data, width, height, THREE.RGBAFormat, THREE.HalfFloatType);
  texture.mapping = THREE.EquirectangularReflectionMapping;
  texture.colorSpace = THREE.LinearSRGBColorSpace;
  texture.minFilter = texture.magFilter = THREE.LinearFilter;
  texture.flipY = true;
  texture.needsUpdate = true;
  return texture;
}

/**
 * A floor with a fine grid, which shimmers in every upscaler that is not careful. It fades into the background with the
 * distance from its middle, not from the camera, which stands far off where the window is narrow.
 */
export function createFloor(background: string): THREE.Mesh {
  const size = 512;
  const cells = 8;
  const data = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const step = size / cells;
      const coarse = x < 4 || y < 4;
      const fine = x % step < 2 || y % step < 2;
      const value = coarse ? 118 : fine ? 70 : 30;
      data.set([value, value + 3, value + 9, 255], (y * size + x) * 4);
    }
  const map = new THREE.DataTexture(data, size, size);
  map.colorSpace = THREE.SRGBColorSpace;
  map.wrapS = map.wrapT = THREE.RepeatWrapping;
  map.repeat.set(30, 30);
  map.generateMipmaps = true;
  map.minFilter = THREE.LinearMipmapLinearFilter;
  map.magFilter = THREE.LinearFilter;
  map.anisotropy = 8;
  map.needsUpdate = true;
  const material = new THREE.MeshStandardNodeMaterial({ map, roughness: 0.9, envMapIntensity: 0.3 });
  const fade = smoothstep(1.6, 6.5, positionWorld.xz.length());
  material.outputNode = vec4(mix(output.rgb, color(background), fade), 1);
  const floor = new THREE.Mesh(new THREE.CircleGeometry(12, 96), material);
  floor.rotation.x = -Math.PI / 2;
  floor.receiveShadow = true;
  return floor;
}

function half(value: number): number {
  return THREE.DataUtils.toHalfFloat(value);
}

/** 1 inside a box of the sky with soft borders, 0 outside. Lengths are parts of a full turn. */
function box(turn: number, up: number, centreTurn: number, centreUp: number, w: number, h: number): number {
  const soft = (distance: number, limit: number): number =>
    THREE.MathUtils.smoothstep(limit - Math.abs(distance), 0, 0.015);
  return soft(turn - centreTurn, w) * soft(up - centreUp, h);
}
