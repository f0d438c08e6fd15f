import type { Restoration } from '@frameloom/video';
import { el } from '../shared/dom.ts';
import { range } from '../shared/ui/controls.ts';

/** How badly the video was treated: seen from the picture, or said with a slider. */
export type RestorationControl = {
  readonly root: HTMLElement;
  show(value: Restoration): void;
  enable(on: boolean): void;
};

export function createRestoration(change: (value: Restoration) => void): RestorationControl {
  /** Where the slider stands: moving it says a number, and a number that was said comes back with "auto" taken off. */
  let said = 0.5;
  const slider = range('Restoration', { min: 0, max: 1, step: 0.05, text: textOf }, change);
  const value = slider.root.querySelector('output')!;
  const auto = el('input', {
    type: 'checkbox',
    'aria-label': 'Auto restoration',
    onchange: () => change(auto.checked ? 'auto' : said),
  });
  const label = el(
    'label',
    { class: 'auto', title: 'A small network estimates the degradation of the video' },
    auto,
    'Auto',
  );
  slider.root.append(label);
  slider.root.classList.add('restoration');
  return {
    root: slider.root,
    show(next) {
      auto.checked = next === 'auto';
      if (next !== 'auto') said = next;
      slider.show(said);
      if (next === 'auto') value.textContent = 'as seen in the picture';
      slider.root.classList.toggle('is-auto', next === 'auto');
    },
    enable(on) {
      slider.enable(on);
      auto.disabled = !on;
    },
  };
}

function textOf(value: number): string {
  const word = value < 0.2 ? 'clean' : value < 0.7 ? 'web video' : 'badly compressed';
  return `${Math.round(value * 100)} %, ${word}`;
}
