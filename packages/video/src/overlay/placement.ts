import type { Size } from '../size.ts';
import { carrierOf, carrierStyles } from './carrier.ts';
import { clipsBetween } from './clips.ts';
import type { LayerElements } from './elements.ts';
import { boxSizes, paintedRect } from './fit.ts';
import { createLocator } from './locate.ts';
import { createMarks, lengthOf, type Marks, type Point } from './marks.ts';
import { boxStyle } from './stand-in.ts';
import type { StyleWriter } from './style-writer.ts';

/**
 * Aligns a layer's elements with a video of the computed style `style` that shows a picture of `source` pixels. Returns the
 * picture's size on the screen, device pixels.
 */
export type Placement = (style: CSSStyleDeclaration, source: Size) => Size;

/** Creates the function that places a layer. */
export function createPlacement(
  video: HTMLVideoElement,
  { root, inner, box, frame, canvas }: LayerElements,
  styles: StyleWriter,
): Placement {
  const move = (element: HTMLElement, { x, y }: Point): void => {
    styles.set(element, 'margin-left', `${x}px`);
    styles.set(element, 'margin-top', `${y}px`);
  };
  const mark = (parent: HTMLElement): Marks => {
    const marks = createMarks(video.ownerDocument, move);
    for (const node of marks.nodes) node.style.cssText = boxStyle;
    parent.append(...marks.nodes);
    return marks;
  };
  const locate = createLocator(mark(inner), move);
  const frameMarks = mark(frame);
  return (style, source) => {
    const { border, content } = boxSizes(style);
    const carrier = root.matches(':popover-open') ? 'fixed' : carrierOf(video, style);
    const css = carrierStyles(carrier, video, style);
    styles.replace(root, css.outer);
    styles.replace(inner, css.inner);
    if (root.slot !== video.slot) root.slot = video.slot;
    const toLocal = locate(video, box, border);
    const isApart = carrier === 'absolute' && style.position !== 'absolute';
    styles.set(inner, 'clip-path', isApart ? clipsBetween(video, root.offsetParent, toLocal) : 'none');

    const pixelRatio = video.ownerDocument.defaultView?.devicePixelRatio ?? 1;
    const { objectFit: fit, objectPosition: position } = style;
    const painted = paintedRect(content, source, { fit, position, pixelRatio });
    for (const name of ['width', 'height'] as const) styles.set(canvas, name, `${painted[name]}px`);
    move(canvas, painted);
    const { across, down } = frameMarks.read({ x: 0, y: 0 }, content);
    return {
      width: painted.width * pixelRatio * (lengthOf(across) / content.width),
      height: painted.height * pixelRatio * (lengthOf(down) / content.height),
    };
  };
}
