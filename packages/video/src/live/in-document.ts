/** Watchers of an element that are bound to its document and window. */
export type DocumentWatch = {
  /** Starts them again if the element has moved into another document. */
  check(): void;
  stop(): void;
};

/** Runs watchers in the document that a video is in: pages move players into iframes and windows of their own. */
export function watchInDocument(
  video: HTMLVideoElement,
  start: () => readonly (() => void)[],
): DocumentWatch {
  let { ownerDocument } = video;
  let running = start();
  const stop = (): void => running.forEach((end) => end());
  return {
    check() {
      if (video.ownerDocument === ownerDocument) return;
      ({ ownerDocument } = video);
      stop();
      running = start();
    },
    stop,
  };
}
