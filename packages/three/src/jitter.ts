import { Matrix4, type Camera } from 'three/webgpu';
import { getJitterOffset, getJitterPhaseCount, type Size } from '@frameloom/upscale';

/** A sub-pixel shift of a camera that leaves no trace: the app's aspect, zoom, film and view offsets are untouched. */
export interface CameraJitter {
  readonly isApplied: boolean;
  /**
   * Shifts the camera so that texel i of a render holds the scene at i + 0.5 + offset (render pixels, y down); the same
   * shift within a frame. `viewport` is the part of the target that is drawn to, 1 for all of it.
   */
  apply(camera: Camera, renderSize: Size, displaySize: Size, viewport: { x: number; y: number }): void;
  /** The camera's projection without the shift. */
  projection(camera: Camera): Matrix4;
  /** The shift since {@link CameraJitter.begin} of what was rendered at `renderSize`; zero where none was applied. */
  offset(renderSize: Size): { x: number; y: number };
  /** Begins a frame. */
  begin(): void;
  /** Goes on to the next phase of the sequence. */
  advance(): void;
  /** Puts the projection back, unless the app has set another one meanwhile. */
  restore(): void;
}

/** Makes the jitter of one node: Halton(2, 3) over ceil(8 · ratio²) phases. */
export function createCameraJitter(): CameraJitter {
  const unjittered = new Matrix4();
  const unjitteredInverse = new Matrix4();
  const jittered = new Matrix4();
  let shifted: Camera | null = null;
  let shift = { x: 0, y: 0 }; // NDC of the whole target
  let index = 0;

  function restore(): void {
    if (shifted === null) return;
    if (shifted.projectionMatrix.equals(jittered)) {
      shifted.projectionMatrix.copy(unjittered);
      shifted.projectionMatrixInverse.copy(unjitteredInverse);
    }
    shifted = null;
  }

  return {
    get isApplied() {
      return shifted !== null;
    },
    restore,
    begin() {
      restore(); // a render that threw may have left us applied
      shift = { x: 0, y: 0 };
    },
    apply(camera, renderSize, displaySize, viewport) {
      const offset = getJitterOffset(index, getJitterPhaseCount(renderSize.width, displaySize.width));
      shift = { x: (-2 * offset.x) / renderSize.width, y: (2 * offset.y) / renderSize.height };
      unjittered.copy(camera.projectionMatrix);
      unjitteredInverse.copy(camera.projectionMatrixInverse);
      translateClip(camera.projectionMatrix, shift.x / viewport.x, shift.y / viewport.y);
      camera.projectionMatrixInverse.copy(camera.projectionMatrix).invert();
      jittered.copy(camera.projectionMatrix);
      shifted = camera;
    },
    projection: (camera) => (camera === shifted ? unjittered : camera.projectionMatrix),
    offset(renderSize) {
      return { x: (-shift.x * renderSize.width) / 2, y: (shift.y * renderSize.height) / 2 };
    },
    advance() {
      index += 1;
    },
  };
}

/**
 * Moves everything a projection draws by (x, y) in NDC: row 0 += x · row 3, row 1 += y · row 3. For a perspective
 * matrix that lands in elements 8 and 9, for an orthographic one in 12 and 13.
 */
export function translateClip(projection: Matrix4, x: number, y: number): void {
  const e = projection.elements;
  for (let column = 0; column < 16; column += 4) {
    const w = e[column + 3]!;
    e[column] = e[column]! + x * w;
    e[column + 1] = e[column + 1]! + y * w;
  }
}
