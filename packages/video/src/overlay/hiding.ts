/** Hides a video without a trace in its attributes, while the layer stands in for its whole box. */
export type Hiding = {
  /** The opacity that the page gives the video, also while it is hidden, 0 … 1. */
  opacityOf(style: CSSStyleDeclaration): number;
  set(isHidden: boolean): void;
};

/** Share of its opacity that a hidden video keeps: invisible in eight bits, and enough to tell what it is a share of. */
const kept = 1e-3;

/** An animation scales the opacity, which a page's own styles, transitions and animations continue to set. */
export function createHiding(video: HTMLVideoElement): Hiding {
  let animation: Animation | undefined;
  const start = (): void => {
    // From the page's own value, which is implied, nearly to 0, whatever the time.
    const easing = `linear(${1 - kept}, ${1 - kept})`;
    animation = video.animate({ opacity: 0 }, { duration: 1, fill: 'both', easing });
  };
  const isOverruled = (style: CSSStyleDeclaration): boolean => Number(style.opacity) > kept * 1.01;
  return {
    opacityOf(style) {
      if (animation && isOverruled(style)) {
        // The latest animation counts, and the page has begun one since.
        animation.cancel();
        start();
      }
      const opacity = Number(style.opacity);
      return animation && !isOverruled(style) ? Math.min(1, opacity / kept) : opacity;
    },
    set(isHidden) {
      if (isHidden === (animation !== undefined)) return;
      if (isHidden) return start();
      animation?.cancel();
      animation = undefined;
    },
  };
}
