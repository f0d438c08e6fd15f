import type { InterpolatorDebugView } from '@frameloom/interpolate';
import { el } from '../shared/dom.ts';

export type DebugView = InterpolatorDebugView;

/** A colour and what it means. */
export type Swatch = readonly [colour: string, text: string];

const directions: readonly Swatch[] = [
  ['#808080', 'at rest'],
  ['#ff8080', 'to the right'],
  ['#80ff80', 'down'],
  ['#008080', 'to the left'],
  ['#800080', 'up'],
];

/** Name of each debug view, and what its colours mean. */
export const debugTexts: Readonly<Record<DebugView, { text: string; legend: readonly Swatch[] }>> = {
  none: { text: 'The picture', legend: [] },
  motion: { text: 'Motion field', legend: directions },
  flow: { text: 'Optical flow', legend: directions },
  holes: {
    text: 'Source of the motion',
    legend: [
      ['#00ff00', 'newer frame'],
      ['#0000ff', 'older frame'],
      ['#ff0000', 'none: filled from around'],
    ],
  },
  disocclusion: {
    text: 'Disocclusion',
    legend: [
      ['#000000', 'visible in both'],
      ['#ff0000', 'hidden in the older frame'],
      ['#00ff00', 'hidden in the newer frame'],
      ['#ffff00', 'hidden in both'],
    ],
  },
  weights: {
    text: 'Blending weights',
    legend: [
      ['#ff0000', 'older frame'],
      ['#00ff00', 'newer frame'],
      ['#0000ff', 'along the optical flow'],
    ],
  },
  previous: { text: 'Older frame, warped', legend: [] },
  current: { text: 'Newer frame, warped', legend: [] },
};

/** A list of colours and what they mean. */
export function legend(swatches: readonly Swatch[]): HTMLElement {
  return el(
    'ul',
    { class: 'legend' },
    ...swatches.map(([colour, text]) => el('li', {}, el('i', { style: `--swatch: ${colour}` }), text)),
  );
}
