import type { StyleWriter } from './style-writer.ts';

/**
 * Gives `box` the computed style of a video, so that whatever a page does to the video's box (transforms, filters, rounded
 * or clipped shapes, opacity, blending) happens to the layer. Left out is only what decides the place in the flow, which
 * the carrier has, and what must not happen twice (animations, names).
 *
 * @param opacity Of the video itself, 0 … 1.
 * @param withDecoration Whether the box also paints background, border and shadows, since the video is hidden.
 */
export function standIn(
  { set }: StyleWriter,
  box: HTMLElement,
  style: CSSStyleDeclaration,
  { opacity, withDecoration }: { opacity: number; withDecoration: boolean },
): void {
  const { shape, decoration } = (names ??= mirroredNames(style));
  for (const name of shape) set(box, name, style.getPropertyValue(name));
  for (const name of decoration)
    if (withDecoration) set(box, name, style.getPropertyValue(name));
    else set(box, name, name.endsWith('color') ? 'transparent' : 'initial');
  set(box, 'opacity', String(opacity));
}

/** Whether the browser composes the video's box as a group, so that a second box over it would show both. */
export function isComposedAsGroup(style: CSSStyleDeclaration, opacity: number): boolean {
  const is = (name: string): boolean => !['', 'none', 'normal'].includes(style.getPropertyValue(name));
  return opacity < 1 || ['filter', 'backdrop-filter', 'mix-blend-mode', 'mask-image', 'clip-path'].some(is);
}

/** What the layer's box has of its own. */
export const boxStyle =
  'all:initial;display:block;direction:ltr;grid-area:1/1;place-self:start;min-width:0;min-height:0;visibility:inherit;pointer-events:none;';

/** Of the flow, of what exists once, and logical names, which repeat physical ones. */
const flow =
  /^(align|anchor|animation|app|aspect|bottom|clear|column|contain|container|content|counter|display|field|flex|float|frame|grid|inset|interactivity|interest|justify|left|margin|max|min|object|opacity|order|overlay|overscroll|page|place|pointer|position|reading|right|row|rule|scroll|scrollbar|shape|timeline|top|touch|transition|trigger|user|view|visibility|window|writing|z)(-|$)|(^|-)(block|inline|horizontal|vertical)(-|$)|-(start|end)-(start|end)-/;
/** Of text and of vector graphics: no difference, but time to copy. */
const idle =
  /^(accent|alignment|baseline|break|buffered|caption|caret|clip-rule|color-|cursor|cx|cy|d|direction|dominant|empty|fill|flood|font|hyphen|hyphenate|hyphens|initial|interpolate|letter|lighting|line|list|marker|math|orphans|paint|quotes|r|resize|ruby|rx|ry|speak|stop|stroke|tab|table|text|vector|white|widows|word|x|y)(-|$)|^-webkit-(?!mask|border-image|box-reflect)/;
const painted =
  /^(background|border-.*color|border-image|-webkit-border-image|box-shadow|outline|-webkit-box-reflect)/;

type Names = { shape: readonly string[]; decoration: readonly string[] };

let names: Names | undefined;

function mirroredNames(style: CSSStyleDeclaration): Names {
  const all = Array.from(style).filter((name) => !flow.test(name) && !idle.test(name));
  return {
    shape: all.filter((name) => !painted.test(name)),
    decoration: all.filter((name) => painted.test(name)),
  };
}
