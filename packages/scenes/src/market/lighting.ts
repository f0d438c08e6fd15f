import * as THREE from 'three/webgpu';
import { attribute, diffuseColor } from 'three/tsl';
import { smoothstep } from '../kit/math.ts';

/** A light that is baked into vertices: linear colour times strength, in the units of a candle-like source. */
export type Lamp = { at: THREE.Vector3; color: THREE.Color; reach: number };

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

/** Metres of street in a slice. */
const SLICE = 2;

export function createLighting(): Lighting {
  const lamps: Lamp[] = [];
  const glints: Glint[] = [];
  const boxes: THREE.Box3[] = [];
  const ray = new THREE.Ray();
  const hit = new THREE.Vector3();
  const to = new THREE.Vector3();

  const blocked = (
    from: THREE.Vector3,
    lamp: Lamp,
    distance: number,
    near: readonly THREE.Box3[],
  ): boolean => {
    ray.origin.copy(from);
    ray.direction.copy(lamp.at).sub(from).divideScalar(distance);
    for (const box of near) {
      if (box.containsPoint(from)) continue;
      const found = ray.intersectBox(box, hit);
      if (found !== null && found.distanceTo(from) < distance - 0.05) return true;
    }
    return false;
  };

  // lamps and boxes sorted into slices of the street: a vertex asks only those within reach
  const slices = new Map<number, { lamps: Lamp[]; boxes: THREE.Box3[] }>();
  const slice = (z: number): { lamps: Lamp[]; boxes: THREE.Box3[] } => {
    const index = Math.floor(z / SLICE);
    let found = slices.get(index);
    if (found === undefined) {
      const [from, until] = [index * SLICE, (index + 1) * SLICE];
      found = {
        lamps: lamps.filter((lamp) => lamp.at.z + lamp.reach > from && lamp.at.z - lamp.reach < until),
        boxes: boxes.filter((box) => box.max.z + 8 > from && box.min.z - 8 < until),
      };
      slices.set(index, found);
    }
    return found;
  };

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
    bake(geometry, { translucent = false, shadows = false } = {}) {
      const position = geometry.getAttribute('position');
      const normal = geometry.getAttribute('normal');
      const glow = new Float32Array(position.count * 3);
      const at = new THREE.Vector3();
      const facing = new THREE.Vector3();
      for (let i = 0; i < position.count; i++) {
        at.fromBufferAttribute(position, i);
        facing.fromBufferAttribute(normal, i);
        let [r, g, b] = [0, 0, 0];
        const near = slice(at.z);
        for (const lamp of near.lamps) {
          to.copy(lamp.at).sub(at);
          const distance = to.length();
          if (distance > lamp.reach) continue;
          const cosine = to.dot(facing) / Math.max(distance, 1e-3);
          const turned = translucent && cosine < 0 ? -0.7 * cosine : (cosine + 0.2) / 1.2;
          if (turned <= 0) continue;
          if (shadows && blocked(at, lamp, distance, near.boxes)) continue;
          const light =
            (turned * smoothstep(lamp.reach, lamp.reach * 0.3, distance)) / (distance * distance + 0.25);
          r += lamp.color.r * light;
          g += lamp.color.g * light;
          b += lamp.color.b * light;
        }
        glow.set([r, g, b], i * 3);
      }
      geometry.setAttribute('glow', new THREE.BufferAttribute(glow, 3));
      return geometry;
    },
    probe(at, ambient, direction) {
      ambient.setRGB(0, 0, 0);
      direction.set(0, 0.15, 0);
      for (const lamp of slice(at.z).lamps) {
        to.copy(lamp.at).sub(at);
        const distance = to.length();
        if (distance > lamp.reach) continue;
        const light = smoothstep(lamp.reach, lamp.reach * 0.3, distance) / (distance * distance + 0.6);
        ambient.r += lamp.color.r * light;
        ambient.g += lamp.color.g * light;
        ambient.b += lamp.color.b * light;
        direction.addScaledVector(to, (light * (lamp.color.r + lamp.color.g + lamp.color.b)) / distance);
      }
      direction.normalize();
    },
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
