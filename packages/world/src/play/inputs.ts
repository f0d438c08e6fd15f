import type { ActionSpec } from '../engine/engine.ts';

/** Source of the player's actions. */
export interface Controls {
  /** Number of the action for the next step. */
  read(): number;
  /** Takes its listeners away. */
  dispose(): void;
}

/** Which inputs are listened to; default all, the keyboard on the window. */
export type ControlsOptions = {
  /** Keys, by `KeyboardEvent.code`. Default true. */
  keyboard?: boolean;
  /** The first gamepad. Default true. */
  gamepad?: boolean;
  /** Swipes on the canvas. Default true. */
  touch?: boolean;
};

/**
 * Decides between inputs that are held: two that mean an action together (`ArrowUp+ArrowLeft` in its `keys`) before one, and
 * what was pressed last before what was pressed earlier. A tap shorter than a step still counts for one. The first action is the
 * one for no input at all.
 */
export interface HeldInputs {
  /** An input by its name, as in the `keys` of an action. Returns whether it means anything. */
  press(input: string): boolean;
  release(input: string): void;
  releaseAll(): void;
  read(): number;
}

/** Makes {@link HeldInputs} of a level's actions. */
export function createHeldInputs(actions: readonly ActionSpec[]): HeldInputs {
  const meaning = new Map(actions.flatMap(({ keys }, action) => keys.map((key) => [key, action] as const)));
  // A gamepad's axis may end in +, and is no two keys.
  const known = new Set([...meaning.keys()].flatMap((key) => key.split(/\+(?=[A-Z])/)));
  const held: string[] = [];
  let tapped: string | undefined;
  const release = (input: string): void => {
    const at = held.indexOf(input);
    if (at >= 0) held.splice(at, 1);
  };
  return {
    press(input) {
      if (!known.has(input)) return false;
      if (held.includes(input)) return true;
      held.push(input);
      tapped = input;
      return true;
    },
    release,
    releaseAll() {
      held.length = 0;
      tapped = undefined;
    },
    read() {
      const inputs =
        tapped === undefined || held.includes(tapped) ? held.toReversed() : [tapped, ...held.toReversed()];
      tapped = undefined;
      for (const first of inputs) {
        for (const second of inputs) {
          const both = meaning.get(`${first}+${second}`) ?? meaning.get(`${second}+${first}`);
          if (both !== undefined) return both;
        }
      }
      return inputs.map((input) => meaning.get(input)).find((action) => action !== undefined) ?? 0;
    },
  };
}

/**
 * Names what a gamepad holds down: `Gamepad12` for a button, `GamepadAxis1-` and `GamepadAxis1+` for an axis pushed by
 * more than half.
 */
export function gamepadInputs(pad: {
  buttons: readonly { pressed: boolean }[];
  axes: readonly number[];
}): string[] {
  return [
    ...pad.buttons.flatMap(({ pressed }, i) => (pressed ? [`Gamepad${i}`] : [])),
    ...pad.axes.flatMap((value, i) =>
      Math.abs(value) > 0.5 ? [`GamepadAxis${i}${value < 0 ? '-' : '+'}`] : [],
    ),
  ];
}

/** Names a drag of a finger: `SwipeUp`, `SwipeRight`, `SwipeDown`, `SwipeLeft`; undefined below 12 pixels. */
export function swipeInput(dx: number, dy: number): string | undefined {
  if (Math.max(Math.abs(dx), Math.abs(dy)) < 12) return undefined;
  if (Math.abs(dx) > Math.abs(dy)) return dx > 0 ? 'SwipeRight' : 'SwipeLeft';
  return dy > 0 ? 'SwipeDown' : 'SwipeUp';
}
