import type { Size } from '../size.ts';

/** A point or a distance, CSS pixels. */
export type Point = { x: number; y: number };

/** A box in client coordinates: its upper left corner and its upper and left edges. */
export type Edges = { origin: Point; across: Point; down: Point };

/** Elements without a size at three corners of a box: client rectangles alone do not tell how a box is turned. */
export type Marks = {
  readonly nodes: readonly HTMLElement[];
  read(at: Point, size: Size): Edges;
};

/** @param place Places an element in the grid cell that the marks are put into. */
export function createMarks(document: Document, place: (element: HTMLElement, at: Point) => void): Marks {
  const nodes = Array.from({ length: 3 }, () => document.createElement('div'));
  return {
    nodes,
    read({ x, y }, { width, height }) {
      const corners = [
        { x, y },
        { x: x + width, y },
        { x, y: y + height },
      ];
      nodes.forEach((node, i) => place(node, corners[i]!));
      const [origin, right, below] = nodes.map((node) => {
        const { left, top } = node.getBoundingClientRect();
        return { x: left, y: top };
      }) as [Point, Point, Point];
      return { origin, across: minus(right, origin), down: minus(below, origin) };
    },
  };
}

/** Vector from `b` to `a`. */
export function minus(a: Point, b: Point): Point {
  return { x: a.x - b.x, y: a.y - b.y };
}

/** Length of a vector. */
export function lengthOf({ x, y }: Point): number {
  return Math.hypot(x, y);
}
