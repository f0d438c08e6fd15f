import type { CameraRig } from '../camera/rig.ts';
import type { Clock } from '../clock.ts';
import { isEditing } from '../dom.ts';
import type { Store } from '../store.ts';
import { splitAfterKey } from './divider.ts';
import { swapSides } from './panel.ts';

/** Single keys that work wherever the focus is, except while typing. */
export function listenToKeys(store: Store, clock: Clock, rig: CameraRig, screenshot: () => void): () => void {
  const listening = new AbortController();
  const actions: Readonly<Record<string, () => void>> = {
    ' ': () => store.set({ paused: !store.value.paused }),
    '.': () => {
      store.set({ paused: true });
      clock.step();
    },
    h: () => store.set({ panel: !store.value.panel }),
    f: () => rig.setFree(!rig.free),
    x: () => swapSides(store),
    p: screenshot,
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
