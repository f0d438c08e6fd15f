import { screenDPR } from 'three/tsl';
import type { NodeFrame, Renderer } from 'three/webgpu';

const scales = new WeakMap<Renderer, number>();
let isInstalled = false;

/**
 * Renders with sizes given in screen pixels (points, fat lines) scaled: a 10-pixel point covers 10 pixels of the display,
 * not 10 of the smaller render.
 */
export function withPixelSizes(renderer: Renderer, scale: number, render: () => void): void {
  if (!isInstalled) {
    isInstalled = true;
    screenDPR.onRenderUpdate(({ renderer: current }: NodeFrame) =>
      current === null ? 1 : current.getPixelRatio() * (scales.get(current) ?? 1),
    );
  }
  scales.set(renderer, scale);
  try {
    render();
  } finally {
    scales.delete(renderer);
  }
}
