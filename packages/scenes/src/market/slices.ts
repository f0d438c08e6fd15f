import type * as THREE from 'three/webgpu';

/** A light that is baked into vertices: linear colour times strength, in the units of a candle-like source. */
export type Lamp = { at: THREE.Vector3; color: THREE.Color; reach: number };

/** What is near a place of the street. */
export type Slice = { lamps: Lamp[]; boxes: THREE.Box3[] };

/** Lamps and boxes sorted into slices of the street: a vertex asks only those within reach. */
export type Slices = { at(z: number): Slice; clear(): void };

/** Metres of street in a slice. */
const SLICE = 2;

/** Sorts on demand; `clear` after lamps or boxes were added. */
export function createSlices(lamps: readonly Lamp[], boxes: readonly THREE.Box3[]): Slices {
  const slices = new Map<number, Slice>();
  return {
    at(z) {
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
    },
    clear: () => slices.clear(),
  };
}
