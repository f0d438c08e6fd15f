import type { Size } from '../size.ts';
import { paintedRect, type Rect } from './fit.ts';

/** The layer over a video: a canvas over the picture, and a container for captions. */
export type Layer = {
  readonly canvas: HTMLCanvasElement;
  /** Covers the video's box and contains the captions. */
  readonly root: HTMLElement;
  /** Aligns the layer with the video. Returns the picture's size in device pixels; 0×0 if there is no picture. */
  place(source: Size): Size;
  show(visible: boolean): void;
  readonly visible: boolean;
  /** Removes the layer from the page. */
  dispose(): void;
};

/** CSS properties that are copied from the video to the layer. */
const mirrored = [
  'transform',
  'transform-origin',
  'border-radius',
  'clip-path',
  'filter',
  'opacity',
  'z-index',
];

const fixed =
  'position:absolute;left:0;top:0;margin:0;padding:0;border:0;inset:auto;overflow:hidden;background:none;' +
  'pointer-events:none;box-sizing:border-box;visibility:hidden;max-width:none;max-height:none;color:inherit;';

/**
 * Inserts a layer over `video` as its next sibling, so that a player's own overlays stay on top. It receives no pointer
 * events.
 */
export function createLayer(video: HTMLVideoElement): Layer {
  const { root, frame, canvas } = createElements(video.ownerDocument);
  const styles = createStyleWriter();
  let visible = false;
  const at = { x: 0, y: 0 };

  /** Corrects the position by measurement, which works in any containing block. */
  const follow = (): number => {
    const there = video.getBoundingClientRect();
    const scale = video.offsetWidth > 0 ? there.width / video.offsetWidth : 1;
    const size = { width: video.offsetWidth, height: video.offsetHeight };
    styles.writeRect(root, 'root', { ...at, ...size });
    const here = root.getBoundingClientRect();
    const x = (there.left - here.left) / (scale || 1);
    const y = (there.top - here.top) / (scale || 1);
    if (Math.abs(x) > 0.2 || Math.abs(y) > 0.2) {
      at.x += x;
      at.y += y;
      styles.writeRect(root, 'root', { ...at, ...size });
    }
    return scale;
  };

  return {
    canvas,
    root,
    get visible() {
      return visible;
    },
    place(source) {
      if (video.parentNode && !follows(root, video)) video.after(root);
      const style = getComputedStyle(video);
      const box = contentBoxOf(video, style);
      if (!video.isConnected || box.width <= 0 || box.height <= 0 || source.width <= 0)
        return { width: 0, height: 0 };
      const isFixed = root.matches(':popover-open');
      styles.write(root, 'root', 'position', isFixed ? 'fixed' : 'absolute');
      for (const name of mirrored) styles.write(root, 'root', name, style.getPropertyValue(name));
      const scale = follow() * (video.ownerDocument.defaultView?.devicePixelRatio ?? 1);
      styles.writeRect(frame, 'frame', box);
      const painted = paintedRect(box, source, style.objectFit, style.objectPosition);
      styles.writeRect(canvas, 'canvas', painted);
      return { width: painted.width * scale, height: painted.height * scale };
    },
    show(next) {
      visible = next;
      styles.write(root, 'root', 'visibility', next ? 'inherit' : 'hidden');
    },
    dispose() {
      root.remove();
      // Frees the swap chain at once rather than when the canvas is collected.
      canvas.width = canvas.height = 0;
    },
  };
}

/** Whether `root` directly follows `video`, other layers of the same video aside. */
function follows(root: HTMLElement, video: HTMLVideoElement): boolean {
  let before = root.previousSibling;
  while (before instanceof HTMLElement && before.dataset['frameloom'] === 'video')
    before = before.previousSibling;
  return before === video;
}

function createElements(document: Document): {
  root: HTMLElement;
  frame: HTMLElement;
  canvas: HTMLCanvasElement;
} {
  const root = document.createElement('div');
  const frame = document.createElement('div');
  const canvas = document.createElement('canvas');
  root.setAttribute('aria-hidden', 'true');
  root.dataset['frameloom'] = 'video';
  root.style.cssText = fixed;
  frame.style.cssText = 'position:absolute;overflow:hidden;';
  canvas.style.cssText =
    'position:absolute;display:block;max-width:none;max-height:none;margin:0;padding:0;border:0;';
  frame.append(canvas);
  root.append(frame);
  return { root, frame, canvas };
}

/** Writes changed styles only: some browsers recalculate style even for equal values. */
function createStyleWriter() {
  const written = new Map<string, string>();
  const write = (element: HTMLElement, key: string, name: string, value: string): void => {
    if (written.get(key + name) === value) return;
    written.set(key + name, value);
    element.style.setProperty(name, value);
  };
  const writeRect = (element: HTMLElement, key: string, { x, y, width, height }: Rect): void => {
    write(element, key, 'left', `${x}px`);
    write(element, key, 'top', `${y}px`);
    write(element, key, 'width', `${width}px`);
    write(element, key, 'height', `${height}px`);
  };
  return { write, writeRect };
}

/** The box that the picture fills, in CSS pixels from the corner of the element's border box. */
function contentBoxOf(video: HTMLVideoElement, style: CSSStyleDeclaration): Rect {
  const number = (name: string): number => Number.parseFloat(style.getPropertyValue(name)) || 0;
  return {
    x: number('border-left-width') + number('padding-left'),
    y: number('border-top-width') + number('padding-top'),
    width: video.clientWidth - number('padding-left') - number('padding-right'),
    height: video.clientHeight - number('padding-top') - number('padding-bottom'),
  };
}
