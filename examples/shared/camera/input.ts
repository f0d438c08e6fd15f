import { isEditing } from '../dom.ts';
import { approach, type Pose, shift, turn } from './pose.ts';

/** Direction of each key, along the camera's axes. */
const keys: Readonly<Record<string, readonly [number, number, number]>> = {
  KeyW: [0, 0, -1],
  KeyS: [0, 0, 1],
  KeyA: [-1, 0, 0],
  KeyD: [1, 0, 0],
  KeyQ: [0, -1, 0],
  KeyE: [0, 1, 0],
};

/** What the visitor's hands do to a camera. */
export type CameraInput = {
  /** Directions of the keys that are held. */
  held(): (readonly [number, number, number])[];
  dispose(): void;
};

/** Drag turns, wheel and pinch approach, two fingers or Shift+drag shift, W A S D Q E walk. `take` comes before a change. */
export function listenToCamera(
  surface: HTMLElement,
  goal: Pose,
  hands: { readonly free: boolean; take(): void },
): CameraInput {
  const listening = new AbortController();
  const { signal } = listening;
  const held = new Set<string>();
  listenToPointers(surface, goal, hands, signal);
  surface.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  surface.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      hands.take();
      approach(goal, Math.exp(event.deltaY * 0.0012));
    },
    { passive: false, signal },
  );
  window.addEventListener(
    'keydown',
    (event) => {
      if (!(event.code in keys) || isEditing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      hands.take();
      held.add(event.code);
    },
    { signal },
  );
  window.addEventListener('keyup', (event) => void held.delete(event.code), { signal });
  window.addEventListener('blur', () => held.clear(), { signal });
  return {
    held: () => [...held].map((key) => keys[key] ?? [0, 0, 0]),
    dispose: () => listening.abort(),
  };
}

function listenToPointers(
  surface: HTMLElement,
  goal: Pose,
  hands: { readonly free: boolean; take(): void },
  signal: AbortSignal,
): void {
  const pointers = new Map<number, { x: number; y: number }>();
  const press = (event: PointerEvent): void => {
    if (event.target instanceof Element && event.target.closest('button, a, [role=slider], select, input'))
      return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    surface.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    const previous = pointers.get(event.pointerId);
    if (!previous) return;
    // A finger that moves the magnifier is not meant for the camera.
    if (event.pointerType === 'touch' && surface.classList.contains('magnified')) return;
    const x = event.clientX - previous.x;
    const y = event.clientY - previous.y;
    if (!hands.free && Math.hypot(x, y) < 4) return;
    hands.take();
    const perPixel = goal.distance / surface.clientHeight;
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const before = Math.hypot(previous.x - other.x, previous.y - other.y);
      const now = Math.hypot(event.clientX - other.x, event.clientY - other.y);
      if (now > 0 && before > 0) approach(goal, before / now);
      shift(goal, (-x * perPixel) / 2, (y * perPixel) / 2, 0);
    } else if (event.shiftKey || event.buttons === 2) shift(goal, -x * perPixel, y * perPixel, 0);
    else turn(goal, x / surface.clientHeight, y / surface.clientHeight);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  };
  surface.addEventListener('pointerdown', press, { signal });
  surface.addEventListener('pointermove', move, { signal });
  for (const type of ['pointerup', 'pointercancel'] as const)
    surface.addEventListener(type, (event) => void pointers.delete(event.pointerId), { signal });
}
