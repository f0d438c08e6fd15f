import {
  DataTexture,
  DynamicDrawUsage,
  InstancedBufferAttribute,
  type Object3D,
  type Texture,
} from 'three/webgpu';
import type { ObjectTrack } from './object-history.ts';

type DataImage = { data: Float32Array; width: number; height: number };
type Disposable = { addEventListener(type: 'dispose', listener: () => void): void };
type Holder = InstancedBufferAttribute | DataTexture;
type Past = { holder: Holder; snapshot: Float32Array; frame: number; version: number; isStill: boolean };

/** What instance matrices and data textures held when each object was last drawn; its own copies on the GPU. */
export interface DataHistory {
  /** The object's instance matrices in the last frame. The attribute stays the same while their number does. */
  instances(object: Object3D, matrices: InstancedBufferAttribute): InstancedBufferAttribute;
  /** A data texture in the object's last frame. */
  texture(object: Object3D, source: Texture): Texture;
  /** Frees the copies. */
  dispose(): void;
}

/** Makes an empty history; objects and textures are held weakly. */
export function createDataHistory(see: (object: Object3D) => ObjectTrack): DataHistory {
  const pasts = new WeakMap<object, Past>();
  const copies = new Set<Holder>();

  function remember(owner: object, array: Float32Array, make: (array: Float32Array) => Holder): Past {
    const holder = make(array.slice());
    const past = { holder, snapshot: array.slice(), frame: Number.NaN, version: -1, isStill: false };
    pasts.set(owner, past);
    copies.add(holder);
    (owner as Disposable).addEventListener('dispose', () => {
      holder.dispose();
      copies.delete(holder);
      if (pasts.get(owner) === past) pasts.delete(owner);
    });
    return past;
  }

  return {
    instances(object, matrices) {
      const source = matrices.array as Float32Array;
      let past = pasts.get(object);
      if (past?.snapshot.length !== source.length) {
        past?.holder.dispose();
        past = remember(object, source, (array) =>
          new InstancedBufferAttribute(array, 16).setUsage(DynamicDrawUsage),
        );
      }
      const holder = past.holder as InstancedBufferAttribute;
      step(past, see(object), source, matrices.version, holder as { array: Float32Array }, 'array');
      return holder;
    },
    texture(object, source) {
      const { data, width, height } = source.image as DataImage;
      const past =
        pasts.get(source) ??
        remember(source, data, (array) => {
          const texture = new DataTexture(array, width, height, source.format as never, source.type);
          texture.name = 'Upscale.past';
          texture.needsUpdate = true;
          return texture;
        });
      const holder = past.holder as DataTexture;
      step(past, see(object), data, source.version, holder.image as DataImage, 'data');
      return holder;
    },
    dispose() {
      for (const copy of copies) copy.dispose();
      copies.clear();
    },
  };
}

/** Once per frame and object: the snapshot becomes the past, which `field` of `shown` holds, and `array` the snapshot. */
function step<Field extends string>(
  past: Past,
  { frame, isContinuous }: ObjectTrack,
  array: Float32Array,
  version: number,
  shown: Record<Field, Float32Array>,
  field: Field,
): void {
  if (past.frame === frame) return;
  const isChanged = past.version !== version;
  const hasPast = isContinuous && past.frame === frame - 1;
  past.frame = frame;
  past.version = version;
  if (hasPast && !isChanged && past.isStill) return;
  const spare = shown[field];
  shown[field] = past.snapshot;
  past.holder.needsUpdate = true;
  if (!hasPast) past.snapshot.set(array);
  spare.set(array);
  past.snapshot = spare;
  past.isStill = !isChanged || !hasPast;
}
