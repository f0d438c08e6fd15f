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
  for (const name of mirroredNames(style)) {
    const value = style.getPropertyValue(name);
    if (withDecoration || !decoration.test(name)) set(box, name, value);
    else set(box, name, name.endsWith('color') ? 'transparent' : 'initial');
  }
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

/** Properties of the flow, of text, and of what exists once; logical names repeat physical ones. */
const own =
  /^(align|anchor|animation|app|break|caret|caption|clear|column|contain|content|counter|cursor|direction|display|flex|float|font|grid|hyphen|inset|interactivity|interest|justify|letter|line|list|margin|math|max|min|object|opacity|order|orphans|overscroll|page|place|pointer|position|quotes|reading|resize|row|ruby|scroll|speak|tab|table|text|timeline|touch|transition|trigger|user|vertical|view|visibility|white|widows|window|word|writing|z)(-|$)|^(bottom|left|right|top)$|(^|-)(block|inline|horizontal|vertical)(-|$)|-(start|end)-(start|end)-/;
const decoration =
  /^(background|border-.*color|border-image|-webkit-border-image|box-shadow|outline|-webkit-box-reflect)/;

let names: readonly string[] | undefined;

function mirroredNames(style: CSSStyleDeclaration): readonly string[] {
  return (names ??= Array.from(style).filter(
    (name) => !own.test(name) && !/^-webkit-(?!mask|border-image|box-reflect)/.test(name),
  ));
}
