// A heads-up display over rendered frames: what a frame generator must not move. Finely patterned, so that a shift shows.
import type { Size } from '../engine/platform.ts';

/** A HUD of one size. */
export type Hud = {
  covers(pixel: number): boolean;
  /** A copy of the picture, RGBA bytes, with the HUD over it. */
  draw(pixels: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
};

/** A bar at the top left, a map at the bottom right and a cross in the middle. */
export function createHud({ width, height }: Size): Hud {
  const covers = (pixel: number): boolean => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const isBar = x > 3 && x < 0.3 * width && y > 3 && y < 0.09 * height;
    const isMap = x > 0.82 * width && x < width - 3 && y > 0.7 * height && y < height - 3;
    const [dx, dy] = [Math.abs(x - (width >> 1)), Math.abs(y - (height >> 1))];
    return isBar || isMap || (Math.min(dx, dy) < 1 && Math.max(dx, dy) < 6);
  };
  const covered = Array.from({ length: width * height }, (_, pixel) => pixel).filter(covers);
  return {
    covers,
    draw(pixels) {
      const drawn = pixels.slice();
      for (const pixel of covered) {
        const isLight = ((pixel % width) >> 1) % 2 === (Math.floor(pixel / width) >> 1) % 2;
        drawn.set(isLight ? [255, 240, 120, 255] : [10, 20, 40, 255], pixel * 4);
      }
      return drawn;
    },
  };
}
