import type { Size } from '../size.ts';
import { paintedRect, type Rect } from './fit.ts';

/** What lies over a video: a canvas where the picture is, and a place for captions. */
export type Layer = {
  readonly canvas: HTMLCanvasElement;
  /** Covers the video's box; captions go in here. */
  readonly root: HTMLElement;
  /** Puts everything over the video as it lies now. Returns the picture's size in device pixels; 0×0 when there is none. */
  place(source: Size): Size;
  show(visible: boolean): void;
  readonly visible: boolean;
  /** Removes every trace. */
  dispose(): void;
};

/** Properties of the video that must hold for what covers it, too. */
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
 * Lays a layer over `video`, as its next sibling, so that whatever a player puts over its video stays on top. It takes no
 * pointer events.
 */
export function createLayer(video: HTMLVideoElement): Layer {
  const document = video.ownerDocument;
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
  let visible = false;
  const at = { x: 0, y: 0 };
  const written = new Map<string, string>();

  /** Writing a style that did not change would still cost a style recalculation in some browsers. */
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

  /** The video may lie in any containing block; measuring where the layer came out is right in all of them. */
  const follow = (): number => {
    const there = video.getBoundingClientRect();
    const scale = video.offsetWidth > 0 ? there.width / video.offsetWidth : 1;
    writeRect(root, 'root', { ...at, width: video.offsetWidth, height: video.offsetHeight });
    const here = root.getBoundingClientRect();
    const x = (there.left - here.left) / (scale || 1);
    const y = (there.top - here.top) / (scale || 1);
    if (Math.abs(x) > 0.2 || Math.abs(y) > 0.2) {
      at.x += x;
      at.y += y;
      writeRect(root, 'root', { ...at, width: video.offsetWidth, height: video.offsetHeight });
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
      const number = (name: string): number => Number.parseFloat(style.getPropertyValue(name)) || 0;
      const box: Rect = {
        x: number('border-left-width') + number('padding-left'),
        y: number('border-top-width') + number('padding-top'),
        width: video.clientWidth - number('padding-left') - number('padding-right'),
        height: video.clientHeight - number('padding-top') - number('padding-bottom'),
      };
      if (!video.isConnected || box.width <= 0 || box.height <= 0 || source.width <= 0)
        return { width: 0, height: 0 };
      const isFixed = root.matches(':popover-open');
      write(root, 'root', 'position', isFixed ? 'fixed' : 'absolute');
      for (const name of mirrored) write(root, 'root', name, style.getPropertyValue(name));
      const scale = follow() * (document.defaultView?.devicePixelRatio ?? 1);
      writeRect(frame, 'frame', box);
      const painted = paintedRect(box, source, style.objectFit, style.objectPosition);
      writeRect(canvas, 'canvas', painted);
      return { width: painted.width * scale, height: painted.height * scale };
    },
    show(next) {
      visible = next;
      write(root, 'root', 'visibility', next ? 'inherit' : 'hidden');
    },
    dispose() {
      root.remove();
      // Frees the swap chain at once rather than when the canvas is collected.
      canvas.width = canvas.height = 0;
    },
  };
}

/** Whether `root` lies right after `video`, other layers of the same video between them aside. */
function follows(root: HTMLElement, video: HTMLVideoElement): boolean {
  let before = root.previousSibling;
  while (before instanceof HTMLElement && before.dataset['frameloom'] === 'video')
    before = before.previousSibling;
  return before === video;
}
