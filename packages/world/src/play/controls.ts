import type { ActionSpec } from '../engine/engine.ts';
import {
  createHeldInputs,
  gamepadInputs,
  swipeInput,
  type Controls,
  type ControlsOptions,
} from './inputs.ts';

/**
 * Listens to keyboard (on the window), gamepads, and swipes on an element. A swipe holds until the next one; a tap lets go.
 * Keys that mean something don't scroll the page, unless a form field has the focus.
 */
export function createControls(
  actions: readonly ActionSpec[],
  element: HTMLElement,
  { keyboard = true, gamepad = true, touch = true }: ControlsOptions = {},
): Controls {
  const inputs = createHeldInputs(actions);
  const ending = new AbortController();
  const { signal } = ending;
  if (keyboard) {
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.ctrlKey || event.altKey || event.metaKey || isField(event.target)) return;
        if (inputs.press(event.code)) event.preventDefault();
      },
      { signal },
    );
    window.addEventListener('keyup', (event) => inputs.release(event.code), { signal });
    window.addEventListener('blur', () => inputs.releaseAll(), { signal });
  }
  if (touch) listenToSwipes(element, inputs, signal);
  let padHeld: string[] = [];
  return {
    read() {
      if (gamepad) {
        const now = (navigator.getGamepads?.() ?? []).flatMap((pad) => (pad ? gamepadInputs(pad) : []));
        for (const input of padHeld) if (!now.includes(input)) inputs.release(input);
        for (const input of now) if (!padHeld.includes(input)) inputs.press(input);
        padHeld = now;
      }
      return inputs.read();
    },
    dispose: () => ending.abort(),
  };
}

function listenToSwipes(
  element: HTMLElement,
  inputs: ReturnType<typeof createHeldInputs>,
  signal: AbortSignal,
): void {
  let from: { x: number; y: number } | undefined;
  let current: string | undefined;
  const hold = (input: string | undefined): void => {
    if (current !== undefined && current !== input) inputs.release(current);
    current = input;
    if (input !== undefined) inputs.press(input);
  };
  let moved = false;
  element.style.touchAction = 'none';
  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.pointerType === 'mouse') return;
      from = { x: event.clientX, y: event.clientY };
      moved = false;
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const input = from && swipeInput(event.clientX - from.x, event.clientY - from.y);
      if (input === undefined) return;
      hold(input);
      moved = true;
      from = { x: event.clientX, y: event.clientY };
    },
    { signal },
  );
  for (const name of ['pointerup', 'pointercancel'] as const) {
    element.addEventListener(
      name,
      () => {
        if (from && !moved) hold(undefined);
        from = undefined;
      },
      { signal },
    );
  }
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'SELECT', 'TEXTAREA'].includes(target.tagName))
  );
}
