import * as THREE from 'three/webgpu';
import { attribute, diffuseColor } from 'three/tsl';
import { bakeGlow, probeLight } from './bake.ts';
import { createSlices, type Lamp } from './slices.ts';

/** Something bright that the wet ground shows again: a box in z and y with soft edges. */
export type Glint = { at: THREE.Vector3; halfWidth: number; halfHeight: number; color: THREE.Color };

/** Collects every lamp of the street, then lights geometry with them. */
export interface Lighting {
  readonly glints: readonly Glint[];
  /** `power` multiplies the colour. The bulb itself is also reflected by the ground unless `size` is 0. */
  lamp(
    x: number,
    y: number,
    z: number,
    color: THREE.ColorRepresentation,
    power: number,
    reach?: number,
    size?: number,
  ): void;
  glint(x: number, y: number, z: number, halfWidth: number, halfHeight: number, color: THREE.Color): void;
  /** Things that cast shadows into the bake. */
  occlude(box: THREE.Box3): void;
  /** Adds the attribute `glow` (light arriving at each vertex). Translucent cloth is lit from both sides. */
  bake(
    geometry: THREE.BufferGeometry,
    options?: { translucent?: boolean; shadows?: boolean },
  ): THREE.BufferGeometry;
  /** Light arriving at a point from all sides, and the direction most of it comes from. */
  probe(at: THREE.Vector3, ambient: THREE.Color, direction: THREE.Vector3): void;
}

export function createLighting(): Lighting {
  const lamps: Lamp[] = [];
  const glints: Glint[] = [];
  const boxes: THREE.Box3[] = [];
  const slices = createSlices(lamps, boxes);
  return {
    glints,
    lamp(x, y, z, color, power, reach = 7, size = 0.14) {
      const at = new THREE.Vector3(x, y, z);
      const light = new THREE.Color(color).multiplyScalar(power);
      lamps.push({ at, color: light, reach });
      slices.clear();
      if (size > 0)
        glints.push({ at, halfWidth: size, halfHeight: size, color: light.clone().multiplyScalar(3.2) });
    },
    glint: (x, y, z, halfWidth, halfHeight, color) =>
      void glints.push({ at: new THREE.Vector3(x, y, z), halfWidth, halfHeight, color }),
    occlude(box) {
      boxes.push(box);
      slices.clear();
    },
    bake: (geometry, options) => bakeGlow(geometry, slices, options),
    probe: (at, ambient, direction) => probeLight(at, slices, ambient, direction),
  };
}

/** A Lambert material that adds the baked light to whatever real lights bring. */
export function litMaterial(
  parameters: THREE.MeshLambertNodeMaterialParameters,
): THREE.MeshLambertNodeMaterial {
  const material = new THREE.MeshLambertNodeMaterial({ vertexColors: true, ...parameters });
  material.emissiveNode = attribute<'vec3'>('glow', 'vec3').mul(diffuseColor.rgb);
  return material;
}
