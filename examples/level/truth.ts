import {
  colorFrame,
  createWick,
  drawFrame,
  frameHeight,
  frameWidth,
  type Wick,
} from '@frameloom/scenes/wick';
import type { Truth } from '../shared/level/truth.ts';

/** Wick itself. A start bears the name of its game's seed. */
export function createTruth(canvas: HTMLCanvasElement): Truth {
  const context = canvas.getContext('2d')!;
  const frame = new Uint8Array(frameWidth * frameHeight);
  const image = context.createImageData(frameWidth, frameHeight);
  let game: Wick | undefined;
  const show = (): void => {
    if (!game) return;
    drawFrame(game.state, frame);
    colorFrame(frame, image.data);
    context.putImageData(image, 0, 0);
  };
  return {
    restart({ name }) {
      game = createWick({ seed: Number(name) });
      show();
    },
    step(action) {
      game?.step(action);
      show();
    },
    keep() {
      const kept = game?.clone();
      return () => {
        game = kept?.clone();
        show();
      };
    },
  };
}
