import type { Level, LevelSnapshot } from '@frameloom/world';
import type { Truth } from './truth.ts';

/** One moment of the level, and of the real game with it, to come back to. */
export type Moments = {
  /** Keeps the present moment; returns its step and its picture, or undefined while the GPU is lost. */
  keep(): { step: number; picture: HTMLCanvasElement } | undefined;
  /** Goes back to it; returns its step, or undefined where none was kept. */
  back(): number | undefined;
};

/** @param draw Draws the level on its canvas as it is now. */
export function createMoments(
  level: Level,
  truth: Truth,
  canvas: HTMLCanvasElement,
  draw: () => void,
): Moments {
  let kept: { moment: LevelSnapshot; truth: () => void; step: number } | undefined;
  return {
    keep() {
      if (level.isLost) return undefined;
      kept?.moment.dispose();
      kept = { moment: level.snapshot(), truth: truth.keep(), step: level.stepCount };
      draw();
      return { step: kept.step, picture: thumbnail(canvas) };
    },
    back() {
      if (!kept) return undefined;
      level.restore(kept.moment);
      kept.truth();
      draw();
      return kept.step;
    },
  };
}

/** A WebGPU canvas can be read in the task that drew it, and not later. */
function thumbnail(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const small = document.createElement('canvas');
  small.height = 64;
  small.width = Math.round((64 * canvas.width) / canvas.height);
  small.getContext('2d')?.drawImage(canvas, 0, 0, small.width, small.height);
  return small;
}
