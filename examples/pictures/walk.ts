import { el } from '../shared/dom.ts';

/** A walk from one picture to another: pictures one after the other, there and back. */
export type Walk = {
  root: HTMLElement;
  /** Shows pictures as they come; the ones before are forgotten. */
  play(pictures: AsyncIterable<ImageData>): Promise<void>;
};

/** Milliseconds of one picture. */
const pace = 120;

/** `toSeed`: to the next seed by the network that was chosen; `toPicture`: to the next picture by the autoencoder. */
export function createWalk(side: number, events: { toSeed(): void; toPicture(): void }): Walk {
  const canvas = el('canvas', { class: 'pictures-walk', width: side, height: side, role: 'img' });
  canvas.setAttribute('aria-label', 'On the way from one picture to another');
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
  const button = (text: string, run: () => void) => el('button', { type: 'button', onclick: run }, text);
  return {
    root: el(
      'div',
      { class: 'row' },
      button('Walk to the next seed', events.toSeed),
      button('Blend into the next picture', events.toPicture),
      canvas,
    ),
    async play(pictures) {
      window.clearInterval(timer);
      frames = [];
      at = 0;
      canvas.hidden = false;
      for await (const picture of pictures) {
        if (frames.length === 0) [canvas.width, canvas.height] = [picture.width, picture.height];
        frames.push(picture);
        context.putImageData(picture, 0, 0);
      }
      if (!isStill && frames.length > 1) timer = window.setInterval(show, pace);
    },
  };
}
