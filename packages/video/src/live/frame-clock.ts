/** A frame that the video shows from now on. */
export type FrameTime = {
  /** Seconds of the video's own time. */
  mediaTime: number;
  /** Frames that the browser has shown so far, gaps included. */
  presentedFrames: number;
};

/** Calls `listener` for every frame that `video` shows, until the returned function is called. */
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

/** For browsers without that callback: looks at every animation frame whether the time has moved. */
function onEachTime(video: HTMLVideoElement, listener: (frame: FrameTime) => void): () => void {
  let before = Number.NaN;
  let presentedFrames = 0;
  let handle = 0;
  const look = (): void => {
    handle = requestAnimationFrame(look);
    const { currentTime: mediaTime, readyState } = video;
    if (mediaTime === before || readyState < 2) return;
    before = mediaTime;
    listener({ mediaTime, presentedFrames: ++presentedFrames });
  };
  handle = requestAnimationFrame(look);
  return () => cancelAnimationFrame(handle);
}
