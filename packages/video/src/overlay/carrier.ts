import { boxSizes } from './fit.ts';

/** How the layer hangs beside its video. */
export type Carrier =
  /** Out of flow: like the video, or where any item would take room: an automatic grid cell, a flex container that spreads its items. */
  | 'absolute'
  | 'fixed'
  /** A grid item of zero size in the video's own cell. */
  | 'cell'
  /** A flex item of zero size after the video, which takes back the gap before it. */
  | 'item'
  /** A float of zero size beside a floating video. */
  | 'float'
  /** A block of zero height after a block-level video. */
  | 'block'
  /** A box of zero size in the video's own line. */
  | 'inline'
  /** An empty inline box with an absolute layer, which takes part in nothing: beside floats, and where lines are too short. */
  | 'line';

/**
 * The carrier that takes no room and whose containing blocks, and with them clips and scroll offsets, are those of the
 * video. All but `absolute`, `fixed` and `line` also paint at the video's own level, under what a page stacks over it in the
 * flow, and before it in the document with a position of its own.
 */
export function carrierOf(video: HTMLVideoElement, style: CSSStyleDeclaration): Carrier {
  const { position } = style;
  if (position === 'absolute' || position === 'fixed') return position;
  const parent = layoutParent(video);
  const around = styleOf(parent);
  const { display, writingMode } = around;
  if (display.includes('grid'))
    return isDefinite(style.gridRowStart) && isDefinite(style.gridColumnStart) ? 'cell' : 'absolute';
  if (display.includes('flex')) return takesItems(around, style) ? 'item' : 'absolute';
  if (display.endsWith('-box')) return 'absolute';
  if (writingMode !== 'horizontal-tb') return 'line';
  if (style.cssFloat !== 'none') return 'float';
  if (!style.display.startsWith('inline')) return 'block';
  return fitsItsLine(video, style) ? 'inline' : 'line';
}

/** CSS of the carrier of a video with this computed style, and of the element in it that holds the layer. */
export function carrierStyles(
  carrier: Carrier,
  video: HTMLVideoElement,
  style: CSSStyleDeclaration,
): { outer: string; inner: string } {
  const { position, zIndex, order, marginBottom, cssFloat } = style;
  const isRaised = position !== 'static' || zIndex !== 'auto';
  const inner = isRaised ? `${empty}position:relative;z-index:${zIndex};` : empty;
  const sticky = position === 'sticky' ? stickyStyles(style) : undefined;
  const beside = sticky?.beside ?? '';
  switch (carrier) {
    case 'cell': {
      const { gridRowStart, gridRowEnd, gridColumnStart, gridColumnEnd } = style;
      const area = [gridRowStart, gridColumnStart, gridRowEnd, gridColumnEnd].join('/');
      return { outer: `${empty}order:${order};place-self:start;grid-area:${area};${beside}`, inner };
    }
    case 'item': {
      const { flexDirection, columnGap, rowGap } = styleOf(layoutParent(video));
      const taken = (gap: string): string => (gap === 'normal' ? '0' : `calc(-1 * ${gap})`);
      const place = flexDirection.startsWith('row')
        ? `${beside}margin-left:${taken(columnGap)};`
        : `${sticky?.below ?? ''}margin-top:${taken(rowGap)};`;
      return { outer: `${empty}order:${order};align-self:start;${place}`, inner };
    }
    case 'float':
      return { outer: `${empty}float:${cssFloat};${beside}`, inner };
    case 'block': {
      // The margins of a block of zero height do not collapse through it: it takes the video's back, and has it instead.
      const back = `margin:calc(-1 * ${marginBottom}) 0 ${marginBottom};`;
      return { outer: `${empty}${back}${sticky?.below ?? ''}`, inner };
    }
    case 'inline':
      return { outer: `${empty}display:inline-grid;vertical-align:top;${beside}`, inner };
    case 'line':
      return {
        outer: `${reset}position:relative;`,
        inner: `${empty}position:absolute;left:0;top:0;z-index:${zIndex};`,
      };
    default:
      return {
        outer: `${empty}position:${carrier};left:0;top:0;z-index:${zIndex};order:${order};`,
        inner: empty,
      };
  }
}

/**
 * What makes a carrier stick with a sticky video, between two looks at its place too: `beside` it as tall as it and aligned
 * like it, or without height `below` its border.
 */
function stickyStyles(style: CSSStyleDeclaration): { beside: string; below: string } {
  const { top, bottom, alignSelf, verticalAlign, marginTop, marginBottom } = style;
  const { height } = boxSizes(style).border;
  const aligned = `align-self:${alignSelf};vertical-align:${verticalAlign};`;
  const tall = `height:${height}px;margin:${marginTop} 0 ${marginBottom};`;
  const under = top === 'auto' ? top : `calc(${top} + ${height}px)`;
  return {
    beside: `position:sticky;top:${top};bottom:${bottom};${aligned}${tall}`,
    below: `position:sticky;top:${under};bottom:${bottom};`,
  };
}

/** Whether a flex container keeps its items in place when one of zero size is added. */
function takesItems(container: CSSStyleDeclaration, style: CSSStyleDeclaration): boolean {
  const { justifyContent, flexDirection, flexWrap, writingMode, rowGap } = container;
  if (justifyContent.includes('space') || writingMode !== 'horizontal-tb') return false;
  const isRow = flexDirection.startsWith('row');
  // Percentages of a margin are of the width.
  if (!isRow && rowGap.includes('%')) return false;
  if (flexWrap === 'nowrap') return true;
  const { border } = boxSizes(style);
  const { content } = boxSizes(container);
  const sum = (...margins: string[]): number =>
    margins.reduce((total, each) => total + Number.parseFloat(each), 0);
  return isRow
    ? border.width + sum(style.marginLeft, style.marginRight) < content.width - 0.01
    : border.height + sum(style.marginTop, style.marginBottom) < content.height - 0.01;
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

/** Whether an inline-level video is not wider than its line, which could break between the two otherwise. */
function fitsItsLine(video: HTMLVideoElement, style: CSSStyleDeclaration): boolean {
  let block = layoutParent(video);
  while (styleOf(block).display === 'inline') block = layoutParent(block);
  const around = styleOf(block);
  const pixels = (value: string): number => Number.parseFloat(value) || 0;
  // Scroll bars take room too; client widths know of them, but not of fractions.
  const inner = block.clientWidth - pixels(around.paddingLeft) - pixels(around.paddingRight);
  const room = Math.min(boxSizes(around).content.width, inner + 0.5) - pixels(around.textIndent);
  return boxSizes(style).border.width + pixels(style.marginLeft) + pixels(style.marginRight) <= room + 0.01;
}

const reset = 'all:initial;direction:ltr;visibility:inherit;pointer-events:none;';
/** A box without a size; its contents overflow from its upper left corner. */
const empty: string = `${reset}display:grid;grid-template:0/0;place-items:start;width:0;height:0;`;

const isDefinite = (line: string): boolean => line !== 'auto' && !line.startsWith('span');
