/**
 * The button in the browser's controls makes the `<video>` itself fill the screen, above everything but what enters the
 * top layer later. This lets the layer follow as a popover. (A wrapper that fills the screen takes the layer along.)
 *
 * @returns The function that ends it.
 */
export function followFullscreen(
  video: HTMLVideoElement,
  root: HTMLElement,
  changed: () => void,
): () => void {
  const document = video.ownerDocument;
  const listening = new AbortController();
  const leave = (): void => {
    if (root.matches(':popover-open')) root.hidePopover();
    root.removeAttribute('popover');
  };
  const update = (): void => {
    const isAlone = document.fullscreenElement === video;
    if (isAlone && typeof root.showPopover === 'function') {
      root.popover = 'manual';
      if (!root.matches(':popover-open')) root.showPopover();
    } else leave();
    changed();
  };
  document.addEventListener('fullscreenchange', update, { signal: listening.signal });
  return () => {
    listening.abort();
    leave();
  };
}
