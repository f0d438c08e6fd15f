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
type Past<Holder> = {
  holder: Holder;
  snapshot: Float32Array;
  frame: number;
  version: number;
  isStill: boolean;
};

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
  const pasts = new WeakMap<object, Past<InstancedBufferAttribute | DataTexture>>();
  const copies = new Set<{ dispose(): void }>();

  function remember<Holder extends InstancedBufferAttribute | DataTexture>(
    owner: object & Disposable,
    array: Float32Array,
    make: (array: Float32Array) => Holder,
  ): Past<Holder> {
    const free = (): void => {
      holder.dispose();
      copies.delete(holder);
      if (pasts.get(owner) === past) pasts.delete(owner);
    };
    const holder = make(array.slice());
    const past = { holder, snapshot: array.slice(), frame: Number.NaN, version: -1, isStill: false };
    pasts.set(owner, past);
    copies.add(holder);
    owner.addEventListener('dispose', free);
    return past;
  }

  /** Once per frame and object: the snapshot becomes the past, and what is there now the snapshot. */
  function step(
    past: Past<unknown>,
    object: Object3D,
    array: Float32Array,
    version: number,
    show: Show,
  ): void {
    const { frame, isContinuous } = see(object);
    if (past.frame === frame) return;
    const isChanged = past.version !== version;
    const hasPast = isContinuous && past.frame === frame - 1;
    past.frame = frame;
    past.version = version;
    if (hasPast && !isChanged && past.isStill) return;
    const spare = show(past.snapshot);
    if (!hasPast) past.snapshot.set(array);
    spare.set(array);
    past.snapshot = spare;
    past.isStill = !isChanged || !hasPast;
  }

  return {
    instances(object, matrices) {
      const source = matrices.array as Float32Array;
      let past = pasts.get(object) as Past<InstancedBufferAttribute> | undefined;
      if (past === undefined || past.snapshot.length !== source.length) {
        past?.holder.dispose();
        past = remember(object as Object3D & Disposable, source, (array) =>
          new InstancedBufferAttribute(array, 16).setUsage(DynamicDrawUsage),
        );
      }
      const { holder } = past;
      step(past, object, source, matrices.version, (array) => {
        const spare = holder.array as Float32Array;
        holder.array = array;
        holder.needsUpdate = true;
        return spare;
      });
      return holder;
    },
    texture(object, source) {
      const { data, width, height } = source.image as DataImage;
      let past = pasts.get(source) as Past<DataTexture> | undefined;
      past ??= remember(source, data, (array) => {
        const texture = new DataTexture(array, width, height, source.format as never, source.type);
        texture.name = 'Upscale.past';
        texture.needsUpdate = true;
        return texture;
      });
      const { holder } = past;
      step(past, object, data, source.version, (array) => {
        const image = holder.image as DataImage;
        const spare = image.data;
        image.data = array;
        holder.needsUpdate = true;
        return spare;
      });
      return holder;
    },
    dispose() {
      for (const copy of copies) copy.dispose();
      copies.clear();
    },
  };
}

/** Shows an array in the copy; returns the one that it held. */
type Show = (array: Float32Array) => Float32Array;
