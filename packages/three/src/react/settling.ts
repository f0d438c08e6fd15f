import { Matrix4, type Camera } from 'three/webgpu';

/** Frames after the last change until a still picture has converged: a picture needs many with jitter. */
const settlingFrames = 32;

/** Tells, in a canvas that draws on demand, whether one more frame is needed for the picture to converge. */
export interface Settling {
  /** Call once per frame. Returns whether to ask for another. */
  needsAnother(camera: Camera): boolean;
}

export function createSettling(): Settling {
  const seen = new Matrix4();
  let left = 0;
  let isOurs = false;
  return {
    needsAnother(camera) {
      // A frame that nobody here asked for shows a change; so does a camera that moves while the picture settles.
      const hasMoved = !seen.equals(camera.matrixWorld);
      seen.copy(camera.matrixWorld);
      left = isOurs && !hasMoved ? left - 1 : settlingFrames;
      isOurs = left > 0;
      return isOurs;
    },
  };
}
