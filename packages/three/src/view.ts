import { Matrix4, type Camera } from 'three/webgpu';
import { createDataHistory, type DataHistory } from './data-history.ts';
import { createObjectHistory, type ObjectTrack } from './object-history.ts';
import { createValueHistory, type ValueHistory } from './value-history.ts';
import type { Object3D } from 'three/webgpu';

/**
 * One camera's view of a scene, with a past of its own: two pipelines that look at one scene, or an application that updates
 * its objects between them, do not share what "before" means.
 */
export interface View {
  /** Number of the frame being drawn. */
  readonly frame: number;
  /** Without jitter. */
  readonly projection: Matrix4;
  readonly previousProjection: Matrix4;
  readonly previousView: Matrix4;
  /** Values of uniforms. */
  readonly values: ValueHistory;
  /** Contents of instance matrices and data textures. */
  readonly data: DataHistory;
  /** Begins a frame: the last one becomes the past. */
  advance(projection: Matrix4, camera: Camera): void;
  /** Where an object is and was. Only the first call in a frame counts. */
  see(object: Object3D): ObjectTrack;
  /** The next frame has no motion: a cut. */
  forget(): void;
  dispose(): void;
}

/** Makes a view that has drawn nothing. */
export function createView(): View {
  const objects = createObjectHistory();
  const projection = new Matrix4();
  const previousProjection = new Matrix4();
  const currentView = new Matrix4();
  const previousView = new Matrix4();
  let frame = 0;
  let hasPast = false;

  const view: View = {
    get frame() {
      return frame;
    },
    projection,
    previousProjection,
    previousView,
    values: createValueHistory((object) => view.see(object)),
    data: createDataHistory((object) => view.see(object)),
    advance(nextProjection, camera) {
      frame += 1;
      previousProjection.copy(hasPast ? projection : nextProjection);
      previousView.copy(hasPast ? currentView : camera.matrixWorldInverse);
      projection.copy(nextProjection);
      currentView.copy(camera.matrixWorldInverse);
      hasPast = true;
    },
    see: (object) => objects.see(object, frame, frame - 1),
    forget() {
      hasPast = false;
      frame += 1; // every track is one frame too old now
    },
    dispose: () => view.data.dispose(),
  };
  return view;
}
