import { boxStyle } from './stand-in.ts';

/** Elements of a layer, from the outside in. */
export type LayerElements = {
  /** The carrier, which follows the video. */
  root: HTMLElement;
  /** Holds the box where the video is. */
  inner: HTMLElement;
  /** Has the video's size and computed style. */
  box: HTMLElement;
  /** Fills the content box: a grid cell for canvas and captions. */
  frame: HTMLElement;
  canvas: HTMLCanvasElement;
};

const frameStyle = `${boxStyle}display:grid;grid-template:100%/100%;place-items:start;width:100%;height:100%;overflow:hidden;`;

/** Creates the elements of a layer. */
export function createLayerElements(document: Document): LayerElements {
  const create = (style: string, children: readonly Element[]): HTMLElement => {
    const element = document.createElement('div');
    element.style.cssText = style;
    element.append(...children);
    return element;
  };
  const canvas = document.createElement('canvas');
  canvas.style.cssText = `${boxStyle}max-width:none;`;
  const frame = create(frameStyle, [canvas]);
  const box = create(boxStyle, [frame]);
  const inner = create('', [box]);
  const root = create('all:initial;visibility:hidden;', [inner]);
  root.setAttribute('aria-hidden', 'true');
  root.dataset['frameloom'] = 'video';
  return { root, inner, box, frame, canvas };
}
