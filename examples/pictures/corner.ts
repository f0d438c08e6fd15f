import type { Gpu } from '@frameloom/gpu';
import { el } from '../shared/dom.ts';
import { createFrameTimes } from '../shared/frame-times.ts';
import { textOf } from '../shared/ui/message.ts';
import type { CornerMarket } from './corner-market.ts';

/** A game beside the painter, on the same device, with the times of its frames. */
export type Corner = {
  root: HTMLElement;
  /** Puts a picture into the running market, which starts if it does not run. */
  cast(pixels: ImageData): Promise<void>;
};

/** Frames that are not counted after the market was started. */
const warmUp = 10;

/** @param isBusy Whether pictures are being made. */
export function createCorner(gpu: Gpu, isBusy: () => boolean): Corner {
  const canvas = el('canvas', { class: 'pictures-market', width: 320, height: 180, role: 'img' });
  canvas.setAttribute('aria-label', 'The night market');
  const times = createFrameTimes('painting');
  const shown = el('div', { class: 'pictures-times' }, canvas, times.root);
  const trouble = el('p', { role: 'status' });
  shown.hidden = true;
  let market: Promise<CornerMarket> | undefined;
  let [last, plotted, passed] = [0, 0, 0];
  const drawn = (now: number): void => {
    // The first frames compile what they draw with.
    if (passed++ > warmUp) times.add(now - last, isBusy() ? 'busy' : 'idle');
    last = now;
    if (now - plotted < 400) return;
    plotted = now;
    times.draw();
  };
  const toggle = el('input', { type: 'checkbox' });
  const run = async (): Promise<CornerMarket | undefined> => {
    const isOn = toggle.checked;
    shown.hidden = !isOn;
    passed = 0;
    trouble.textContent = '';
    try {
      // Its code is loaded with the first use.
      market ??= import('./corner-market.ts').then((code) => code.createCornerMarket(canvas, gpu, drawn));
      const running = await market;
      running.run(toggle.checked);
      return running;
    } catch (error) {
      market = undefined;
      trouble.textContent = textOf(error);
      return undefined;
    }
  };
  toggle.addEventListener('change', () => void run());
  // A GPU in software has enough to do with one of the two.
  toggle.checked = gpu.tier !== 'software';
  if (toggle.checked) void run();
  return {
    root: el(
      'section',
      {},
      el('h3', {}, 'Beside a game'),
      el('label', { class: 'check' }, toggle, 'The night market runs on the same GPU'),
      shown,
      trouble,
    ),
    async cast(pixels) {
      toggle.checked = true;
      (await run())?.add(pixels);
    },
  };
}
