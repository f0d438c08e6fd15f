/**
 * Moves the layer into the top layer as a popover while the `<video>` itself is in fullscreen, which otherwise covers
 * everything. (A fullscreen wrapper contains the layer already.)
 *
 * @returns A function that stops it.
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
    const isAlone = video.matches(':fullscreen');
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
