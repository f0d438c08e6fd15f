import { el } from '../dom.ts';

/** Offers the canvas as a PNG file. Call it in the task that drew the canvas: afterwards the picture is gone. */
export function saveCanvas(canvas: HTMLCanvasElement, name: string): void {
  canvas.toBlob((blob) => {
    if (!blob) return;
    const address = URL.createObjectURL(blob);
    el('a', { href: address, download: `${name}.png` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }, 'image/png');
}
