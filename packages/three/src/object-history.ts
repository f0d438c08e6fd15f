import { Matrix4, type Object3D } from 'three/webgpu';
import { generationOf } from './discontinuity.ts';

/** Where an object is and was. */
export type ObjectTrack = {
  readonly current: Matrix4;
  /** The current place again where the object's past is unknown or meaningless. */
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
      track.previous.copy(track.isContinuous ? track.current : object.matrixWorld);
      track.current.copy(object.matrixWorld);
      track.generation = generation;
      track.frame = frame;
      return track;
    },
  };
}
