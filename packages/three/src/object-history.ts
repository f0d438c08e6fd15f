import { Matrix4, type Object3D, type SkinnedMesh } from 'three/webgpu';
import { generationOf } from './discontinuity.ts';

/** Where an object is and was. */
export type ObjectTrack = {
  readonly current: Matrix4;
  /** The current place again where the object's past is unknown, meaningless or in its bones. */
  readonly previous: Matrix4;
  frame: number;
  generation: number;
  /** Whether the object was rendered in the last frame too and not moved by hand since. */
  isContinuous: boolean;
};

/** The last two places of every object seen. */
export interface ObjectHistory {
  /**
   * Call for each draw of an object, with the number of this frame and of the last one. Only the first call in a frame
   * counts: an object with several materials, or seen by a transmission pass too, is drawn more than once.
   */
  see(object: Object3D, frame: number, lastFrame: number): ObjectTrack;
}

/** Makes an empty history; objects are held weakly. */
export function createObjectHistory(): ObjectHistory {
  const tracks = new WeakMap<Object3D, ObjectTrack>();
  return {
    see(object, frame, lastFrame) {
      let track = tracks.get(object);
      if (track === undefined) {
        track = {
          current: new Matrix4(),
          previous: new Matrix4(),
          frame: Number.NaN,
          generation: 0,
          isContinuous: false,
        };
        tracks.set(object, track);
      }
      if (track.frame === frame) return track;
      const generation = generationOf(object);
      track.isContinuous = track.frame >= lastFrame && track.generation === generation;
      const past = track.isContinuous && !hasPlaceInBones(object) ? track.current : object.matrixWorld;
      track.previous.copy(past);
      track.current.copy(object.matrixWorld);
      track.generation = generation;
      track.frame = frame;
      return track;
    },
  };
}

/**
 * Bones are placed in the world, and the mesh they are attached to is taken out again by its place now. three takes it out of
 * the last frame's bones by its place now too, so only that place puts it back; the last one would count its motion twice.
 */
function hasPlaceInBones(object: Object3D): boolean {
  const { isSkinnedMesh, bindMode } = object as SkinnedMesh;
  return isSkinnedMesh === true && bindMode === 'attached';
}
