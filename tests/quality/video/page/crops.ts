// The liveliest place of a frame by every method, magnified, side by side.
import type { Picture } from '../../metrics/picture.ts';

const [width, height, zoom, columns] = [112, 84, 3, 4] as const;

/** A sheet of `pictures` by name, as a data address. */
export function cropSheet(pictures: ReadonlyMap<string, Picture>, reference: Picture): string {
  const { x, y } = liveliest(reference);
  const shown = [...pictures, ['original', reference] as const];
  const rows = Math.ceil(shown.length / columns);
  const canvas = document.createElement('canvas');
  const caption = 18;
  canvas.width = columns * width * zoom;
  canvas.height = rows * (height * zoom + caption);
  const context = canvas.getContext('2d')!;
  context.imageSmoothingEnabled = false;
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const [index, [name, picture]] of shown.entries()) {
    const left = (index % columns) * width * zoom;
    const top = Math.floor(index / columns) * (height * zoom + caption);
    const whole = new OffscreenCanvas(picture.width, picture.height);
    const image = new ImageData(Uint8ClampedArray.from(picture.pixels), picture.width, picture.height);
    whole.getContext('2d')!.putImageData(image, 0, 0);
    context.drawImage(whole, x, y, width, height, left, top + caption, width * zoom, height * zoom);
    context.fillStyle = 'black';
    context.font = '14px sans-serif';
    context.fillText(name, left + 4, top + 14);
  }
  return canvas.toDataURL('image/png');
}

function liveliest({ width: w, height: h, pixels }: Picture): { x: number; y: number } {
  let best = { x: Math.max(0, (w - width) >> 1), y: Math.max(0, (h - height) >> 1) };
  let most = -1;
  const green = (x: number, y: number): number => pixels[4 * (y * w + x) + 1]!;
  for (let y = 0; y + height <= h; y += height >> 1) {
    for (let x = 0; x + width <= w; x += width >> 1) {
      let detail = 0;
      for (let v = y; v < y + height - 1; v += 2)
        for (let u = x; u < x + width - 1; u += 2)
          detail += Math.abs(green(u, v) - green(u + 1, v)) + Math.abs(green(u, v) - green(u, v + 1));
      if (detail > most) [best, most] = [{ x, y }, detail];
    }
  }
  return best;
}
