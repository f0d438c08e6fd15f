import { layoutParent, styleOf } from './carrier.ts';
import { centreOf, type ToLocal } from './locate.ts';

type Sides = { left: number; top: number; right: number; bottom: number };

/**
 * The `clip-path` of a carrier that is out of the flow while its video is in it: the ancestors that clip or scroll the video
 * and do not contain the carrier. Between the two there are no transforms: an element with one contains both.
 *
 * @param container Containing block of the carrier.
 * @param toLocal From client coordinates to those of the carrier.
 */
export function clipsBetween(video: HTMLVideoElement, container: Element | null, toLocal: ToLocal): string {
  let edges: Sides | undefined;
  let radius = '0px';
  const { documentElement, body } = video.ownerDocument;
  const outside = new Set<Element | null>([container, documentElement, body]);
  for (let box = layoutParent(video); !outside.has(box); box = layoutParent(box)) {
    const style = styleOf(box);
    if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
    edges = common(edges, paddingEdges(box as HTMLElement, toLocal(centreOf(box))));
    if (Number.parseFloat(style.borderTopLeftRadius) > 0) radius = style.borderRadius;
  }
  if (!edges) return 'none';
  const { left, top, right, bottom } = edges;
  return `inset(${top}px ${-right}px ${-bottom}px ${left}px round ${radius})`;
}

function paddingEdges(box: HTMLElement, centre: { x: number; y: number }): Sides {
  const { offsetWidth, offsetHeight, clientLeft, clientTop, clientWidth, clientHeight } = box;
  const left = centre.x - offsetWidth / 2 + clientLeft;
  const top = centre.y - offsetHeight / 2 + clientTop;
  return { left, top, right: left + clientWidth, bottom: top + clientHeight };
}

function common(a: Sides | undefined, b: Sides): Sides {
  if (!a) return b;
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
}
