/** A newly presented frame. */
export type FrameTime = {
  /** Media time, seconds. */
  mediaTime: number;
  /** Frames presented so far, skipped ones included. */
  presentedFrames: number;
};

/** Calls `listener` for every presented frame until the returned function is called. */
export function onEachFrame(video: HTMLVideoElement, listener: (frame: FrameTime) => void): () => void {
  if ('requestVideoFrameCallback' in video) {
    let handle = 0;
    const next = (_: number, { mediaTime, presentedFrames }: VideoFrameCallbackMetadata): void => {
      handle = video.requestVideoFrameCallback(next);
      listener({ mediaTime, presentedFrames });
    };
    handle = video.requestVideoFrameCallback(next);
    return () => video.cancelVideoFrameCallback(handle);
  }
  return onEachTime(video, listener);
}

/** Fallback without requestVideoFrameCallback: compares the time on every animation frame. */
function onEachTime(video: HTMLVideoElement, listener: (frame: FrameTime) => void): () => void {
  const view = video.ownerDocument.defaultView ?? globalThis;
  let before = Number.NaN;
  let presentedFrames = 0;
  let handle = 0;
  const look = (): void => {
    handle = view.requestAnimationFrame(look);
    const { currentTime: mediaTime, readyState } = video;
    if (mediaTime === before || readyState < 2) return;
    before = mediaTime;
    listener({ mediaTime, presentedFrames: ++presentedFrames });
  };
  handle = view.requestAnimationFrame(look);
  return () => view.cancelAnimationFrame(handle);
}
