/** How the layer hangs beside its video. */
export type Carrier =
  /** Out of flow like the video: `position: absolute` or `fixed`, or in a flex container or an automatic grid cell. */
  | 'absolute'
  | 'fixed'
  /** A grid item of zero size in the video's own cell. */
  | 'cell'
  /** A block of zero height after a block-level video. */
  | 'block'
  /** An empty inline box, which takes no part in line height or margin collapsing. */
  | 'line';

/**
 * The carrier that takes no room and whose containing blocks, and with them clips and scroll offsets, are those of the
 * video. `cell` and `block` also paint at the video's own level, under what a page stacks over the video in the flow.
 */
export function carrierOf(video: HTMLVideoElement, style: CSSStyleDeclaration): Carrier {
  const { position } = style;
  if (position === 'absolute' || position === 'fixed') return position;
  const { display } = styleOf(layoutParent(video));
  if (display.includes('grid'))
    return isDefinite(style.gridRowStart) && isDefinite(style.gridColumnStart) ? 'cell' : 'absolute';
  if (display.includes('flex') || display.endsWith('-box')) return 'absolute';
  // A block of zero height separates margins that would collapse, so the video must have none below.
  const isBlock = !style.display.startsWith('inline') && style.cssFloat === 'none';
  return isBlock && Number.parseFloat(style.marginBottom) === 0 ? 'block' : 'line';
}

/** CSS of the carrier and of the element in it that holds the layer. */
export function carrierStyles(
  carrier: Carrier,
  style: CSSStyleDeclaration,
): { outer: string; inner: string } {
  const { position, zIndex, order } = style;
  const level = `z-index:${zIndex};order:${order};`;
  const raised = position !== 'static' || zIndex !== 'auto' ? `position:relative;z-index:${zIndex};` : '';
  switch (carrier) {
    case 'cell': {
      const { gridRowStart, gridRowEnd, gridColumnStart, gridColumnEnd } = style;
      const area = [gridRowStart, gridColumnStart, gridRowEnd, gridColumnEnd].join('/');
      return {
        outer: `${empty}order:${order};place-self:start;grid-area:${area};`,
        inner: `${empty}${raised}`,
      };
    }
    case 'block':
      return { outer: empty, inner: `${empty}${raised}` };
    case 'line':
      return {
        outer: `${reset}position:relative;`,
        inner: `${empty}position:absolute;left:0;top:0;z-index:${zIndex};`,
      };
    default:
      return { outer: `${empty}position:${carrier};left:0;top:0;${level}`, inner: empty };
  }
}

/** The element whose box contains the box of `element`: elements without a box and slots are passed over. */
export function layoutParent(element: Element): Element {
  let parent = parentOf(element);
  while (parent && styleOf(parent).display === 'contents') parent = parentOf(parent);
  return parent ?? element.ownerDocument.documentElement;
}

/** Parent in the flat tree: through slots and shadow roots. */
export function parentOf(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  if (element.parentElement) return element.parentElement;
  const root = element.parentNode;
  return root && 'host' in root ? (root as ShadowRoot).host : null;
}

/** Computed style, by the window that the element belongs to. */
export function styleOf(element: Element): CSSStyleDeclaration {
  return (element.ownerDocument.defaultView ?? globalThis).getComputedStyle(element);
}

const reset = 'all:initial;direction:ltr;visibility:inherit;pointer-events:none;';
/** A box without a size; its contents overflow from its upper left corner. */
const empty: string = `${reset}display:grid;grid-template:0/0;place-items:start;width:0;height:0;`;

const isDefinite = (line: string): boolean => line !== 'auto' && !line.startsWith('span');
