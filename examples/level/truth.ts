import {
  colorFrame,
  createWick,
  drawFrame,
  frameHeight,
  frameWidth,
  type Wick,
} from '@frameloom/scenes/wick';

/** The real game on a canvas of its own, stepped by the same actions. */
export type Truth = {
  restart(seed: number): void;
  step(action: number): void;
  /** Keeps the game's state; the function returned goes back to it. */
  keep(): () => void;
};

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
    restart(seed) {
      game = createWick({ seed });
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
