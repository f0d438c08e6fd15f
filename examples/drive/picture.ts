import {
  createPainter,
  frameHeight,
  frameWidth,
  palette,
  type CarState,
  type Painter,
} from '@frameloom/scenes/circuit';

let painter: Painter | undefined;

/** Paints what a car sees on a canvas; `numbers` holds the number of each pixel's colour then. */
export function createPicture(canvas: HTMLCanvasElement): {
  readonly numbers: Uint8Array;
  draw(car: Readonly<CarState>): void;
} {
  painter ??= createPainter();
  const { draw } = painter;
  [canvas.width, canvas.height] = [frameWidth, frameHeight];
  const context = canvas.getContext('2d')!;
  const numbers = new Uint8Array(frameWidth * frameHeight);
  const image = context.createImageData(frameWidth, frameHeight);
  return {
    numbers,
    draw(car) {
      draw(car, numbers);
      for (const [i, number] of numbers.entries()) {
        image.data.set(palette[number]!, 4 * i);
        image.data[4 * i + 3] = 255;
      }
      context.putImageData(image, 0, 0);
    },
  };
}
