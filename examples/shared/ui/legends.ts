import type { DebugView } from '@frameloom/upscale';
import { el } from '../dom.ts';

/** What a colour of a debug view means: a colour, or a scale of colours from left to right, and its words. */
type Entry = readonly [colours: string, text: string];

const wheel = 'linear-gradient(to right, #ff4040, #80bf00, #00bfbf, #8040ff, #ff4040)';
// The scale of the shader, at 0, 1/4, 1/2, 3/4 and 1.
const heat = 'linear-gradient(to right, #000, #00f 2%, #00bf9f 25%, #80ff40 50%, #ffbf00 75%, #f00)';

/** As the shader of the upscaler's debug views draws them. */
const entries: Readonly<Record<DebugView, readonly Entry[]>> = {
  none: [],
  motion: [
    [wheel, 'direction of motion'],
    ['#2e2e2e', 'at rest; full colour from 32 pixels a frame'],
  ],
  disocclusion: [['#ff2619', 'uncovered in this frame: no earlier frame shows it']],
  reactive: [['#ffb30d', 'earlier frames count less here: particles, glass, changed light']],
  locks: [['#1ae666', 'a line thinner than a pixel, kept from fading']],
  accumulation: [[heat, 'samples gathered for a pixel: 0 to 4 and more']],
  exposure: [['#d9d9d9', 'bar at the bottom: exposure from −6 to +6 stops, 0 in the middle']],
  history: [['#6b7280', 'what earlier frames left, before this frame is added']],
};

/** The legend of a debug view; nothing for the picture itself. */
export function legendOf(view: DebugView): HTMLElement[] {
  return entries[view].map(([colours, text]) =>
    el(
      'span',
      { class: 'meaning' },
      el('i', { style: `background: ${colours}`, 'aria-hidden': 'true' }),
      text,
    ),
  );
}
