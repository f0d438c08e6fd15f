import type { Size } from '../size.ts';

/** A rectangle, CSS pixels. */
export type Rect = { x: number; y: number; width: number; height: number };

/**
 * Where a `<video>` with `object-fit` and `object-position` paints a picture of `source` pixels inside its content box, in
 * CSS pixels of `pixelRatio` device pixels. Browsers round the size of a video's picture, not its place, to device pixels.
 */
export function paintedRect(
  box: Size,
  source: Size,
  { fit, position, pixelRatio }: { fit: string; position: string; pixelRatio: number },
): Rect {
  const { width, height } = paintedSize(box, source, fit);
  const [across = '50%', down = '50%'] = position.split(/\s+(?![^(]*\))/);
  const rounded = (value: number): number => Math.round(value * pixelRatio) / pixelRatio;
  return {
    x: offset(across, box.width - width),
    y: offset(down, box.height - height),
    width: rounded(width),
    height: rounded(height),
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

/** Sizes of an element's border box and content box, with fractions, from its computed style, CSS pixels. */
export function boxSizes(style: CSSStyleDeclaration): { border: Size; content: Size } {
  const sum = (...names: string[]): number =>
    names.reduce((total, name) => total + (Number.parseFloat(style.getPropertyValue(name)) || 0), 0);
  const around = {
    width: sum('border-left-width', 'border-right-width', 'padding-left', 'padding-right'),
    height: sum('border-top-width', 'border-bottom-width', 'padding-top', 'padding-bottom'),
  };
  // Computed sizes are those that `box-sizing` says, and `auto` for elements without a box.
  const size = { width: sum('width'), height: sum('height') };
  const isBorder = style.boxSizing === 'border-box';
  const grown = (sign: number): Size => ({
    width: Math.max(0, size.width + sign * around.width),
    height: Math.max(0, size.height + sign * around.height),
  });
  return isBorder ? { border: size, content: grown(-1) } : { border: grown(1), content: size };
}
