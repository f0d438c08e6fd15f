import type { Size } from '../size.ts';

/** A rectangle, CSS pixels. */
export type Rect = { x: number; y: number; width: number; height: number };

/** Where an element with `object-fit` and `object-position` paints a picture of `source` pixels inside its content box. */
export function paintedRect(box: Size, source: Size, fit: string, position: string): Rect {
  const { width, height } = paintedSize(box, source, fit);
  const [across = '50%', down = '50%'] = position.split(/\s+(?![^(]*\))/);
  return {
    x: offset(across, box.width - width),
    y: offset(down, box.height - height),
    width,
    height,
  };
}

function paintedSize(box: Size, source: Size, fit: string): Size {
  const scaled = (scale: number): Size => ({ width: source.width * scale, height: source.height * scale });
  const contain = Math.min(box.width / source.width, box.height / source.height);
  switch (fit) {
    case 'fill':
      return box;
    case 'cover':
      return scaled(Math.max(box.width / source.width, box.height / source.height));
    case 'none':
      return source;
    case 'scale-down':
      return scaled(Math.min(1, contain));
    default:
      return scaled(contain);
  }
}

/** One component of a computed `object-position`: a length, a percentage of the remaining space, or a sum of both. */
function offset(text: string, room: number): number {
  let sum = 0;
  for (const [, sign, value, unit] of text.matchAll(/([+-]?)\s*(\d+(?:\.\d+)?)(px|%)/g)) {
    const amount = unit === '%' ? (Number(value) / 100) * room : Number(value);
    sum += sign === '-' ? -amount : amount;
  }
  return sum;
}
