import { createRandom } from '@frameloom/scenes/kit';
import { createPlayer, side, type Play, type TinyGame } from '@frameloom/scenes/tiny';

/** The game itself on a canvas. */
export type Original = {
  readonly canvas: HTMLCanvasElement;
  /** Begins where the starts of the recipe begin. */
  restart(start: number): void;
  step(action: number): void;
  /** What a bot does next. */
  advise(): number;
  readonly points: number;
};

/** The first seed of recorded starts, and the steps that nobody does anything before one. */
const starts = { seed: 950_001, steps: 30 };

/** @param begins The game's seed and who advises; by default the first start and a fair bot. */
export function createOriginal(
  game: TinyGame,
  canvas: HTMLCanvasElement,
  begins?: { seed: number; choose: (play: Play) => number },
): Original {
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const frame = new Uint8Array(side * side);
  const image = context.createImageData(side, side);
  let play: Play = game.start(createRandom(begins?.seed ?? starts.seed));
  let bot = begins?.choose ?? createPlayer('fair', createRandom(2));
  const show = (): void => {
    play.draw(frame);
    for (let i = 0; i < frame.length; i++) {
      image.data.set(game.palette[frame[i]!]!, 4 * i);
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  };
  show();
  return {
    canvas,
    restart(start) {
      play = game.start(createRandom(starts.seed + start));
      bot = createPlayer('fair', createRandom(start));
      for (let i = 0; i < starts.steps; i++) play.step(0);
      show();
    },
    step(action) {
      play.step(action);
      show();
    },
    advise: () => bot(play),
    get points() {
      return play.points;
    },
  };
}
