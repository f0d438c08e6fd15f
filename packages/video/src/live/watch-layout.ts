/** Interval of looks at the layout, milliseconds: nothing announces that an element has moved. */
const lookEvery = 400;

/**
 * Calls back when a video may have moved or changed its looks without a new frame: scrolling, sizes, its own transitions
 * and animations, and every now and then.
 *
 * @returns A function that stops it.
 */
export function watchLayout(video: HTMLVideoElement, listener: () => void): () => void {
  const view = video.ownerDocument.defaultView ?? globalThis;
  const listening = new AbortController();
  const options = { signal: listening.signal, passive: true, capture: true };
  // Scroll events of elements stay in their shadow tree.
  for (let root = video.getRootNode(); 'host' in root; root = (root as ShadowRoot).host.getRootNode())
    root.addEventListener('scroll', listener, options);
  for (const name of ['scroll', 'resize']) view.addEventListener(name, listener, options);
  const sizes = new view.ResizeObserver(listener);
  sizes.observe(video);
  let handle = 0;
  const follow = (): void => {
    listener();
    const isMoving = video.getAnimations().some(({ playState }) => playState === 'running');
    handle = isMoving ? view.requestAnimationFrame(follow) : 0;
  };
  for (const name of ['transitionrun', 'animationstart'])
    video.addEventListener(name, () => handle || follow(), options);
  const timer = setInterval(listener, lookEvery);
  return () => {
    listening.abort();
    sizes.disconnect();
    view.cancelAnimationFrame(handle);
    clearInterval(timer);
  };
}
