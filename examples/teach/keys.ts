/** Keys, sticks and swipes of actions by their names, as the recipe writes them into a level. */
const keys: Readonly<Record<string, readonly string[]>> = {
  left: ['ArrowLeft', 'KeyA', 'GamepadAxis0-', 'SwipeLeft'],
  right: ['ArrowRight', 'KeyD', 'GamepadAxis0+', 'SwipeRight'],
  up: ['ArrowUp', 'KeyW', 'Space', 'GamepadAxis1-', 'SwipeUp'],
  down: ['ArrowDown', 'KeyS', 'GamepadAxis1+', 'SwipeDown'],
};

/** What {@link createControls} of `@frameloom/world` takes. */
export function actionsOf(names: readonly string[]): { name: string; keys: readonly string[] }[] {
  return names.map((name) => ({ name, keys: keys[name] ?? [] }));
}
