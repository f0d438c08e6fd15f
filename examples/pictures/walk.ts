import { el } from '../shared/dom.ts';

/** A walk from one seed to another: pictures one after the other, there and back. */
export type Walk = {
  root: HTMLElement;
  /** Shows pictures as they come; the ones before are forgotten. */
  play(pictures: AsyncIterable<ImageData>): Promise<void>;
};

/** Milliseconds of one picture. */
const pace = 120;

export function createWalk(side: number, start: () => void): Walk {
  const canvas = el('canvas', { class: 'pictures-walk', width: side, height: side, role: 'img' });
  canvas.setAttribute('aria-label', 'On the way between two seeds');
  canvas.hidden = true;
  const context = canvas.getContext('2d')!;
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let frames: ImageData[] = [];
  let [at, timer] = [0, 0];
  const show = (): void => {
    const turn = frames.length * 2 - 2;
    const place = turn < 1 ? 0 : at++ % turn;
    context.putImageData(frames[place < frames.length ? place : turn - place]!, 0, 0);
  };
  const button = el('button', { type: 'button', onclick: start }, 'Walk to the next seed');
  return {
    root: el('div', { class: 'row' }, button, canvas),
    async play(pictures) {
      window.clearInterval(timer);
      frames = [];
      at = 0;
      canvas.hidden = false;
      for await (const picture of pictures) {
        frames.push(picture);
        context.putImageData(picture, 0, 0);
      }
      if (!isStill && frames.length > 1) timer = window.setInterval(show, pace);
    },
  };
}
