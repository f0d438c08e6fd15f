import { el } from '../dom.ts';
import type { Still } from '../stills.ts';
import { adviseOnWebGpu, readSituation } from './advice.ts';
import { createDivider, type SplitStore } from './divider.ts';

/**
 * Fills a page that cannot run: a recorded pair of pictures with a divider, and below it why, and what to do.
 *
 * @param home Where all pages are; '' on that page itself.
 */
export function showStill(container: HTMLElement, still: Still, home: string): void {
  const { title, why, todo } = adviseOnWebGpu(readSituation());
  const view = createStillView(still);
  const actions = el('p', { class: 'actions' });
  if (home !== '') actions.append(el('a', { class: 'button', href: home }, 'All examples'));
  actions.append(el('button', { type: 'button', onclick: () => location.reload() }, 'Try again'));
  const note = el(
    'section',
    { class: 'still-note', 'aria-label': 'Why this page stands still' },
    el('h2', {}, title),
    el('p', {}, `${why} `, el('strong', {}, todo)),
    el('p', { class: 'quiet-text' }, 'The picture above is a recorded frame of this page; drag its divider.'),
    actions,
  );
  container.classList.remove('with-panel');
  container.classList.add('still-page');
  container.replaceChildren(view, note);
}

/** Two pictures on either side of a divider. */
function createStillView(still: Still): HTMLElement {
  const { before, after, left, right, description, width, height } = still;
  const over = el('img', { src: after, alt: '', width, height, draggable: 'false' });
  const labels = (
    [
      ['a', left],
      ['b', right],
    ] as const
  ).map(([side, [name, fact]]) =>
    el('div', { class: `label label-${side}` }, el('strong', {}, name), el('div', {}, fact)),
  );
  const view = el(
    'div',
    { class: 'view still', style: `--ratio: ${width / height}` },
    el('img', { src: before, alt: description, width, height, draggable: 'false' }),
    over,
    ...labels,
  );
  const store = createSplit();
  createDivider(view, store);
  store.watch(({ split }) => {
    over.style.clipPath = `inset(0 0 0 ${split * 100}%)`;
    labels[0]!.hidden = split < 0.05;
    labels[1]!.hidden = split > 0.95;
  });
  return view;
}

function createSplit(): SplitStore {
  const listeners = new Set<(value: { readonly split: number }) => void>();
  let value = { split: 0.5 };
  return {
    get value() {
      return value;
    },
    set(patch) {
      value = patch;
      for (const listener of listeners) listener(value);
    },
    watch(listener) {
      listeners.add(listener);
      listener(value);
      return () => listeners.delete(listener);
    },
  };
}
