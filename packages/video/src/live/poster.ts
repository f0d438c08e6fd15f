/** Tells whether a browser shows a video's poster instead of its first frame. */
export type PosterWatch = { readonly isShown: boolean; stop(): void };

/** A poster shows from loading until the first playback or seek, unless its image cannot be loaded. */
export function watchPoster(video: HTMLVideoElement, changed: () => void): PosterWatch {
  const listening = new AbortController();
  const { signal } = listening;
  let hasBegun = !video.paused || video.seeking || video.currentTime > 0 || video.played.length > 0;
  let image: HTMLImageElement | undefined;
  let isBroken = false;
  for (const name of ['play', 'seeking']) video.addEventListener(name, () => (hasBegun = true), { signal });
  video.addEventListener('emptied', () => (hasBegun = false), { signal });

  const watch = (address: string): void => {
    isBroken = false;
    image = video.ownerDocument.createElement('img');
    image.addEventListener(
      'error',
      () => {
        isBroken = true;
        changed();
      },
      { signal },
    );
    image.src = address;
  };
  return {
    get isShown() {
      const { poster } = video;
      if (hasBegun || poster === '') return false;
      if (image?.src !== poster) watch(poster);
      return !isBroken;
    },
    stop: () => listening.abort(),
  };
}
