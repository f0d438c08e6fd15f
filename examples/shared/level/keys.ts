import { isEditing } from '../dom.ts';
import type { LevelActions } from './bar.ts';

/** Single keys for what the buttons do; moving is the level's own affair. */
export function listenToKeys(actions: LevelActions, signal: AbortSignal): void {
  const keys: Readonly<Record<string, () => void>> = {
    r: actions.restart,
    p: actions.pause,
    k: actions.keep,
    l: actions.back,
    t: () => actions.toggle('truth'),
    m: () => actions.toggle('memory'),
  };
  addEventListener(
    'keydown',
    (event) => {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || isEditing(event)) return;
      keys[event.key.toLowerCase()]?.();
    },
    { signal },
  );
}
