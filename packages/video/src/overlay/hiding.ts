/** Hides a video without a trace in its attributes, while the layer stands in for its whole box. */
export type Hiding = {
  /** The opacity that the page gives the video, also while it is hidden, 0 … 1. */
  opacityOf(style: CSSStyleDeclaration): number;
  set(isHidden: boolean): void;
};

/** Share of its opacity that a hidden video keeps: invisible in eight bits, and enough to tell what it is a share of. */
const kept = 1e-3;

/** An animation scales the opacity, which a page's own styles and transitions continue to set. */
export function createHiding(video: HTMLVideoElement): Hiding {
  let animation: Animation | undefined;
  return {
    opacityOf: ({ opacity }) => Math.min(1, Number(opacity) / (animation ? kept : 1)),
    set(isHidden) {
      if (isHidden === (animation !== undefined)) return;
      animation?.cancel();
      animation = undefined;
      if (!isHidden) return;
      // From the page's own value, which is implied, nearly to 0, whatever the time.
      const easing = `linear(${1 - kept}, ${1 - kept})`;
      animation = video.animate({ opacity: 0 }, { duration: 1, fill: 'both', easing });
    },
  };
}
