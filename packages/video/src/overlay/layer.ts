import type { Size } from '../size.ts';
import { styleOf } from './carrier.ts';
import { findCovered } from './covered.ts';
import { createLayerElements } from './elements.ts';
import { boxSizes } from './fit.ts';
import { createHiding } from './hiding.ts';
import { createPlacement } from './placement.ts';
import { isComposedAsGroup, standIn } from './stand-in.ts';
import { createStyleWriter } from './style-writer.ts';

/** The layer over a video: a canvas over the picture, and captions. */
export type Layer = {
  readonly canvas: HTMLCanvasElement;
  /** The layer's outermost element, which follows the video. */
  readonly root: HTMLElement;
  /** Covers the video's content box: contains canvas and captions, and clips them. */
  readonly frame: HTMLElement;
  /** Aligns the layer with the video. Returns the picture's size in device pixels; 0×0 if there is no picture. */
  place(source: Size): Size;
  show(visible: boolean): void;
  readonly visible: boolean;
  /** Shows the video itself where `mask`, a CSS image, is transparent: its controls. Default `'none'`. */
  open(mask: string): void;
  /** The picture is see-through, so that the video itself must not show under it. */
  translucent: boolean;
  /** An element that the page stacks over the video and the layer covers, if there is one. */
  covered(): Element | undefined;
  /** Removes the layer from the page. */
  dispose(): void;
};

/**
 * Inserts a layer over `video` as its next sibling, so that a player's own overlays stay on top. It takes no room and
 * receives no pointer events. Its box has the video's size and computed style; where the video's box is see-through or
 * filtered as a group, the video is hidden, and the box is all that shows.
 */
export function createLayer(video: HTMLVideoElement): Layer {
  const elements = createLayerElements(video.ownerDocument);
  const { root, box, frame, canvas } = elements;
  const styles = createStyleWriter();
  const hiding = createHiding(video);
  const align = createPlacement(video, elements, styles);
  let visible = false;
  let mask = 'none';
  let visibility = 'visible';
  let isGroup = false;

  const update = (): void => {
    const isOpen = mask !== 'none';
    styles.set(root, 'visibility', visible && !(isGroup && isOpen) ? visibility : 'hidden');
    styles.set(frame, 'mask-image', mask);
    hiding.set(visible && isGroup && !isOpen);
  };
  const layer: Layer = {
    canvas,
    root,
    frame,
    translucent: false,
    get visible() {
      return visible;
    },
    place(source) {
      if (video.parentNode && !follows(root, video)) video.after(root);
      const style = styleOf(video);
      const { content } = boxSizes(style);
      const isShown = video.isConnected && video.offsetWidth > 0 && content.width > 0 && content.height > 0;
      if (!isShown || source.width <= 0) return { width: 0, height: 0 };
      const opacity = hiding.opacityOf(style);
      isGroup = layer.translucent || isComposedAsGroup(style, opacity);
      visibility = style.visibility;
      standIn(styles, box, style, { opacity, withDecoration: isGroup });
      const painted = align(style, source);
      update();
      return painted;
    },
    show(next) {
      visible = next;
      update();
    },
    open(next) {
      mask = next;
      update();
    },
    covered: () => findCovered(video, box),
    dispose() {
      visible = false;
      update();
      root.remove();
      // Frees the swap chain at once rather than when the canvas is collected.
      canvas.width = canvas.height = 0;
    },
  };
  return layer;
}

/** Whether `root` directly follows `video`, other layers of the same video aside. */
function follows(root: HTMLElement, video: HTMLVideoElement): boolean {
  let before = root.previousSibling;
  while (before && (before as HTMLElement).dataset?.['frameloom'] === 'video')
    before = before.previousSibling;
  return before === video;
}
