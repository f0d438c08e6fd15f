import { el } from '../dom.ts';

/** Holds the place of the divider, 0 to 1 of the width, and tells of its changes. */
export type SplitStore = {
  readonly value: { readonly split: number };
  set(patch: { split: number }): void;
  watch(listener: (value: { readonly split: number }) => void): () => void;
};

/** The line between the two pictures: dragged with mouse or finger, moved with the arrow keys. */
export function createDivider(container: HTMLElement, store: SplitStore): () => void {
  const handle = el('span', { class: 'divider-handle', 'aria-hidden': 'true' });
  const divider = el(
    'div',
    {
      class: 'divider',
      role: 'slider',
      tabindex: 0,
      'aria-label': 'Divider between the two pictures',
      'aria-orientation': 'horizontal',
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    handle,
  );
  container.append(divider);

  let dragging = false;
  const moveTo = (event: PointerEvent): void => {
    const box = container.getBoundingClientRect();
    store.set({ split: snap((event.clientX - box.left) / box.width) });
  };
  divider.addEventListener('pointerdown', (event) => {
    dragging = true;
    divider.setPointerCapture(event.pointerId);
    divider.focus({ preventScroll: true });
    event.preventDefault();
  });
  divider.addEventListener('pointermove', (event) => dragging && moveTo(event));
  for (const type of ['pointerup', 'pointercancel'] as const)
    divider.addEventListener(type, () => (dragging = false));
  divider.addEventListener('dblclick', () => store.set({ split: 0.5 }));
  divider.addEventListener('keydown', (event) => {
    const next = splitAfterKey(event, store.value.split);
    if (next === undefined) return;
    event.preventDefault();
    // The page listens to the same keys for visitors who have not focused the divider.
    event.stopPropagation();
    store.set({ split: next });
  });

  return store.watch(({ split }) => {
    const percent = Math.round(split * 100);
    divider.style.left = `${split * 100}%`;
    divider.setAttribute('aria-valuenow', String(percent));
    divider.setAttribute('aria-valuetext', `${percent} percent left picture`);
  });
}

/** Where a key moves the divider to; undefined when it is not a key for the divider. */
export function splitAfterKey(event: KeyboardEvent, split: number): number | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const step = event.shiftKey ? 0.1 : 0.02;
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return Math.max(0, split - step);
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(1, split + step);
    case 'Home':
      return 0;
    case 'End':
      return 1;
    default:
      return undefined;
  }
}

/** The last per cent at either end counts as the end, where only one side has to be drawn. */
function snap(split: number): number {
  if (split < 0.01) return 0;
  return split > 0.99 ? 1 : split;
}
