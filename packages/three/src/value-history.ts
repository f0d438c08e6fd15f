import type { Object3D } from 'three/webgpu';
import type { ObjectTrack } from './object-history.ts';

type Copyable = { copy(value: unknown): unknown; clone(): unknown };
type Entry = { frame: number; current: unknown; previous: unknown };

/** What uniforms held when each object was last drawn. */
export interface ValueHistory {
  /**
   * The value in the last frame of `key` for an object, and `value` again where there is none. Numbers, three's vectors,
   * matrices and colours, and typed arrays. Only the first call in a frame counts.
   */
  step(key: object, object: Object3D, value: unknown): unknown;
}

/** Makes an empty history; keys and objects are held weakly. */
export function createValueHistory(see: (object: Object3D) => ObjectTrack): ValueHistory {
  const entries = new WeakMap<object, WeakMap<Object3D, Entry>>();
  return {
    step(key, object, value) {
      const { frame, isContinuous } = see(object);
      let ofKey = entries.get(key);
      if (ofKey === undefined) entries.set(key, (ofKey = new WeakMap()));
      let entry = ofKey.get(object);
      if (entry === undefined) {
        ofKey.set(object, (entry = { frame: Number.NaN, current: undefined, previous: undefined }));
      }
      if (entry.frame === frame) return entry.previous;
      const hasPast = isContinuous && entry.frame === frame - 1;
      entry.frame = frame;
      const spare = entry.previous;
      entry.previous = hasPast ? entry.current : copyOf(value, entry.current);
      entry.current = copyOf(value, spare);
      return entry.previous;
    },
  };
}

/** A copy of `value`, in `spare` where that fits. */
function copyOf(value: unknown, spare: unknown): unknown {
  if (value instanceof Float32Array) {
    if (!(spare instanceof Float32Array) || spare.length !== value.length || spare === value)
      return value.slice();
    spare.set(value);
    return spare;
  }
  const copyable = value as Copyable | null;
  if (typeof copyable?.clone !== 'function') return value;
  return spare === undefined || spare === null ? copyable.clone() : (spare as Copyable).copy(value);
}
