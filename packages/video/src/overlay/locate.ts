import type { Size } from '../size.ts';
import { lengthOf, minus, type Marks, type Point } from './marks.ts';

/** From client coordinates to those of the layer's carrier. */
export type ToLocal = (point: Point) => Point;

/** Steps at the most. One is exact, and a second finds so; only ancestors in perspective need more. */
const mostSteps = 4;
/** Distance that counts as none, CSS pixels. */
const settled = 1 / 64;
/** Share of its area that a box seen edge on has at the most; it has no place. */
const edgeOn = 1e-6;

/**
 * Returns a function that places the layer's box over the video. Both have the same size and the same transform of their
 * own, so the centres of their client rectangles are as far apart as they are, seen through the transform of the ancestors,
 * which the marks show. That is exact for every affine transform: mirrored, rotated, scaled.
 */
export function createLocator(
  marks: Marks,
  place: (element: HTMLElement, at: Point) => void,
): (video: Element, box: HTMLElement, size: Size) => ToLocal {
  let at: Point = { x: 0, y: 0 };
  const look = (size: Size): ToLocal | undefined => {
    const { origin, across, down } = marks.read(at, size);
    const { x, y } = at;
    const area = across.x * down.y - across.y * down.x;
    if (Math.abs(area) <= edgeOn * size.width * size.height) return undefined;
    return (point) => {
      const d = minus(point, origin);
      return {
        x: x + ((d.x * down.y - d.y * down.x) / area) * size.width,
        y: y + ((across.x * d.y - across.y * d.x) / area) * size.height,
      };
    };
  };
  return (video, box, size) => {
    for (let step = 1; ; step++) {
      place(box, at);
      const toLocal = look(size);
      if (!toLocal) return (point) => point;
      const distance = minus(toLocal(centreOf(video)), toLocal(centreOf(box)));
      if (step === mostSteps || lengthOf(distance) < settled) return toLocal;
      at = { x: onGrid(at.x + distance.x), y: onGrid(at.y + distance.y) };
    }
  };
}

/** Layout keeps 64 parts of a pixel and cuts off the rest. */
const onGrid = (value: number): number => Math.round(value * 64) / 64;

/** Centre of an element's client rectangle. */
export function centreOf(element: Element): Point {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
