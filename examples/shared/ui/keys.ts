import type { CameraRig } from '../camera/rig.ts';
import { isEditing } from '../dom.ts';
import { splitAfterKey } from './divider.ts';
import type { PlayStore } from './toolbar.ts';

/** Single keys, and a page's own, that work wherever the focus is, except while typing. */
export function listenToKeys(
  store: PlayStore,
  clock: { step(): void },
  rig: CameraRig,
  own: Readonly<Record<string, () => void>>,
): () => void {
  const listening = new AbortController();
  const actions: Readonly<Record<string, () => void>> = {
    ' ': () => store.set({ paused: !store.value.paused }),
    '.': () => {
      store.set({ paused: true });
      clock.step();
    },
    h: () => store.set({ panel: !store.value.panel }),
    f: () => rig.setFree(!rig.free),
    ...own,
  };
  window.addEventListener(
    'keydown',
    (event) => {
      if (isEditing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      // A focused button or link has a use for Space of its own.
      if (event.key === ' ' && event.target instanceof Element && event.target.closest('button, a')) return;
      const split = splitAfterKey(event, store.value.split);
      if (split !== undefined) store.set({ split });
      else if (actions[event.key.toLowerCase()] && !event.repeat) actions[event.key.toLowerCase()]?.();
      else return;
      event.preventDefault();
    },
    { signal: listening.signal },
  );
  return () => listening.abort();
}
