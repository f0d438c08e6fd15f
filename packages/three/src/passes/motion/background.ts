import { Matrix4, type Camera, type Scene } from 'three/webgpu';
import { isScreenBackground } from '../../clip-motion.ts';

/** How the infinitely far background moved: with its own rotation, the camera's, and zoom, never with translation. */
export interface BackgroundMotion {
  /**
   * Clip space at the far plane now → clip space of the last call, both without jitter. This call becomes the past. The
   * returned matrix is overwritten by the next call. `scene` turns its background by itself.
   */
  update(projection: Matrix4, camera: Camera, scene?: Scene): Matrix4;
  /** The next call sees no motion. */
  forget(): void;
}

/** Makes the background of one node. */
export function createBackgroundMotion(): BackgroundMotion {
  const result = new Matrix4();
  const inverse = new Matrix4();
  const view = new Matrix4();
  const rotation = new Matrix4();
  const previousProjection = new Matrix4();
  const previousView = new Matrix4();
  const turn = new Matrix4();
  const previousTurn = new Matrix4();
  let hasPast = false;

  return {
    update(projection, camera, scene) {
      view.copy(camera.matrixWorldInverse);
      if (scene) turn.makeRotationFromEuler(scene.backgroundRotation);
      if (hasPast && !(scene && isScreenBackground(scene))) {
        rotation.extractRotation(previousView).multiply(previousTurn).multiply(turn.clone().transpose());
        rotation.multiply(new Matrix4().extractRotation(camera.matrixWorld));
        // A direction (w = 0) is free of translation; parallel rays need w = 1 to be projected at all.
        const isPerspective = projection.elements[15] === 0;
        if (isPerspective) rotation.elements[15] = 0;
        inverse.copy(projection).invert();
        result.multiplyMatrices(previousProjection, rotation).multiply(inverse);
      } else {
        result.identity();
      }
      previousProjection.copy(projection);
      previousView.copy(view);
      previousTurn.copy(turn);
      hasPast = true;
      return result;
    },
    forget() {
      hasPast = false;
    },
  };
}
