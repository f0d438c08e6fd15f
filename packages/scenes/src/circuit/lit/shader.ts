import type { Face } from '../solids.ts';
import type { HeightMap } from './height-map.ts';
import { clearAt, fog, light, skyInto, sun } from './sky.ts';
import type { SkyLight } from './sky-light.ts';
import { albedo, mirrors } from './surface.ts';

/** Light that comes from things to the eye, linear RGB. Sun is asked for each sample, what changes slowly for each thing in a pixel. */
export interface Shader {
  /** Prepares for samples of a face (or −1, the ground) around a point; `dy` is how the ray goes up. */
  begin(face: number, x: number, y: number, z: number, distance: number, dy: number): void;
  /** Adds a sample of it. */
  add(color: number, x: number, y: number, z: number, sum: Float64Array): void;
}

const leastCosine = 0.02;

/** Makes the shader of a town. */
export function createShader(faces: readonly Face[], shadows: HeightMap, skyLight: SkyLight): Shader {
  const normals = new Float64Array(3 * faces.length);
  const facing = new Float64Array(faces.length);
  for (const [i, { normal, twoSided }] of faces.entries()) {
    const [nx, ny, nz] = normal;
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    normals.set([nx / length, ny / length, nz / length], 3 * i);
    const cosine = (nx * sun[0] + ny * sun[1] + nz * sun[2]) / length;
    // Thin things are lit through from behind, a little.
    facing[i] = twoSided ? 0.7 * Math.abs(cosine) + 0.15 : Math.max(0, cosine);
  }
  const mirrored = new Float64Array(3);
  const still = new Float64Array(3);
  let [clear, cosine, seen, ox, oy, oz] = [1, 0, 1, 0, 0, 0];

  return {
    begin(face, x, y, z, distance, dy) {
      clear = clearAt(distance);
      skyInto(0.25 + Math.abs(dy), 0, mirrored);
      let [nx, ny, nz] = [0, 1, 0];
      cosine = sun[1];
      if (face >= 0) {
        nx = normals[3 * face]!;
        ny = normals[3 * face + 1]!;
        nz = normals[3 * face + 2]!;
        cosine = facing[face]!;
      }
      // A little off the surface, so that it does not shade itself.
      ox = 0.1 * nx;
      oy = face < 0 ? 0.02 : 0.1 * ny + 0.04;
      oz = 0.1 * nz;
      seen = skyLight.at(x + 0.6 * nx, y + 0.3 * ny, z + 0.6 * nz);
      for (let i = 0; i < 3; i++) still[i] = light.sky[i]! * seen + light.ground[i]!;
    },
    add(color, x, y, z, sum) {
      const falls = cosine < leastCosine ? 0 : cosine * shadows.lightAt(x + ox, y + oy, z + oz);
      const mirror = mirrors[color]!;
      for (let i = 0; i < 3; i++) {
        let own = albedo[3 * color + i]! * (light.sun[i]! * falls + still[i]!);
        if (mirror > 0) own += mirror * (mirrored[i]! * (0.4 + 0.6 * seen) - own);
        const value = fog[i]! + (own - fog[i]!) * clear;
        sum[i]! += value > 1 ? 1 : value;
      }
    },
  };
}
