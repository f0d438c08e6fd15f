/** Tells whether a browser shows a video's poster instead of its first frame. */
export type PosterWatch = { readonly isShown: boolean; stop(): void };

/** A poster shows from loading until the first playback or seek; browsers keep that to themselves. */
export function watchPoster(video: HTMLVideoElement): PosterWatch {
  const listening = new AbortController();
  const { signal } = listening;
  let hasBegun = !video.paused || video.seeking || video.currentTime > 0 || video.played.length > 0;
  for (const name of ['play', 'seeking']) video.addEventListener(name, () => (hasBegun = true), { signal });
  video.addEventListener('emptied', () => (hasBegun = false), { signal });
  return {
    get isShown() {
      return !hasBegun && video.poster !== '';
    },
    stop: () => listening.abort(),
  };
}
