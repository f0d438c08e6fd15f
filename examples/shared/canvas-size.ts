/** The size that a canvas should have, in pixels, as its container and the monitor ask for it. */
export type CanvasSize = {
  readonly wanted: { width: number; height: number };
  setScale(scale: number): void;
  dispose(): void;
};

const mostPixels = 3840 * 2160;

/** Watches a container. `scale` is canvas pixels per device pixel, `maxPixelRatio` the most per CSS pixel. */
export function watchCanvasSize(container: HTMLElement, scale: number, maxPixelRatio: number): CanvasSize {
  let wanted = measure(container, scale, maxPixelRatio);
  const resize = (): void => {
    wanted = measure(container, scale, maxPixelRatio);
  };
  const observer = new ResizeObserver(resize);
  observer.observe(container);
  // Moving to another monitor changes the pixel ratio without changing the size in CSS pixels.
  window.addEventListener('resize', resize);
  return {
    get wanted() {
      return wanted;
    },
    setScale(next) {
      scale = next;
      resize();
    },
    dispose() {
      observer.disconnect();
      window.removeEventListener('resize', resize);
    },
  };
}

/** Canvas pixels for a container; 4K is the most, beyond which both pictures cost more than they show. */
function measure(
  container: HTMLElement,
  scale: number,
  maxPixelRatio: number,
): { width: number; height: number } {
  const { clientWidth, clientHeight } = container;
  const wanted = Math.min(window.devicePixelRatio, maxPixelRatio) * scale;
  const ratio = Math.min(wanted, Math.sqrt(mostPixels / Math.max(1, clientWidth * clientHeight)));
  return {
    width: Math.max(16, Math.round(clientWidth * ratio)),
    height: Math.max(16, Math.round(clientHeight * ratio)),
  };
}
