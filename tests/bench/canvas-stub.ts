import type { Size } from '@frameloom/upscale';

/** In Node: what three wants to hold; nothing is drawn to it here. */
export function canvasStub({ width, height }: Size): HTMLCanvasElement {
  const ignore = (): void => {};
  const stub = {
    width,
    height,
    style: {},
    addEventListener: ignore,
    removeEventListener: ignore,
    getContext: () => null,
  };
  return stub as unknown as HTMLCanvasElement;
}
