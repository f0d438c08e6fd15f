import { createCircuitAtStart, type Circuit } from '@frameloom/scenes/circuit';
import type { Truth } from '../shared/level/truth.ts';
import { createPicture } from './picture.ts';

/** The drive itself: a software renderer's. */
export function createTruth(canvas: HTMLCanvasElement): Truth {
  const { numbers, draw } = createPicture(canvas);
  let drive = createCircuitAtStart(0);
  const show = (next: Circuit): void => {
    drive = next;
    draw(drive.state);
  };
  return {
    picture: numbers,
    restart: ({ number }) => show(createCircuitAtStart(number)),
    step(action) {
      drive.step(action);
      show(drive);
    },
    keep() {
      const kept = drive.clone();
      return () => show(kept.clone());
    },
  };
}
