import type { Size } from '@frameloom/gpu/frame';

/** The order of an upscaler's frames: which one resets history, and what the last one was. */
export type Sequence = {
  /** Frames recorded. */
  readonly index: number;
  /** Render size of the last frame; 1×1 where there is nothing of it. */
  readonly previousRenderSize: Size;
  /** Whether `frame` starts without history. */
  resets(frame: { reset?: boolean; frameID?: number }): boolean;
  /** `frame` was recorded. */
  advance(frame: { renderSize: Size; frameID?: number }): void;
  /** The next frame resets. */
  reset(): void;
  /** What was at render size is gone; history at display size stays. */
  forgetRender(): void;
};

/** Makes the sequence of one upscaler; its first frame resets. */
export function createSequence(): Sequence {
  let index = 0;
  let previousRenderSize: Size = { width: 1, height: 1 };
  let lastFrameID: number | undefined;
  let needsReset = true;
  return {
    get index() {
      return index;
    },
    get previousRenderSize() {
      return previousRenderSize;
    },
    resets({ reset, frameID }) {
      const jumps = frameID !== undefined && lastFrameID !== undefined && frameID !== lastFrameID + 1;
      return needsReset || reset === true || jumps;
    },
    advance({ renderSize, frameID }) {
      previousRenderSize = { ...renderSize };
      lastFrameID = frameID;
      needsReset = false;
      index += 1;
    },
    reset() {
      needsReset = true;
    },
    forgetRender() {
      previousRenderSize = { width: 1, height: 1 };
    },
  };
}
