import { describe, expect, test } from 'vitest';
import { createHeldInputs, gamepadInputs, swipeInput } from '../../../packages/world/src/play/inputs.ts';
import { createPacer } from '../../../packages/world/src/play/pacing.ts';

const actions = [
  { name: 'stay', keys: [] },
  { name: 'left', keys: ['ArrowLeft', 'KeyA'] },
  { name: 'right', keys: ['ArrowRight'] },
];

describe('held inputs', () => {
  test('what was pressed last wins, and what is still held comes back', () => {
    const inputs = createHeldInputs(actions);
    expect(inputs.read()).toBe(0);
    inputs.press('ArrowLeft');
    expect(inputs.read()).toBe(1);
    inputs.press('ArrowRight');
    expect([inputs.read(), inputs.read()]).toEqual([2, 2]);
    inputs.release('ArrowRight');
    expect(inputs.read()).toBe(1);
    inputs.releaseAll();
    expect(inputs.read()).toBe(0);
  });

  test('a tap between two steps counts for one', () => {
    const inputs = createHeldInputs(actions);
    inputs.press('KeyA');
    inputs.release('KeyA');
    expect([inputs.read(), inputs.read()]).toEqual([1, 0]);
  });

  test('keys without a meaning are left to the page', () => {
    const inputs = createHeldInputs(actions);
    expect(inputs.press('KeyQ')).toBe(false);
    expect(inputs.read()).toBe(0);
  });
});

test('two keys that are held together mean an action of their own', () => {
  const inputs = createHeldInputs([
    ...actions,
    { name: 'gas', keys: ['ArrowUp', 'Gamepad7'] },
    { name: 'gas left', keys: ['ArrowUp+ArrowLeft', 'Gamepad7+GamepadAxis0-'] },
  ]);
  inputs.press('ArrowUp');
  expect(inputs.read()).toBe(3);
  inputs.press('ArrowLeft');
  expect([inputs.read(), inputs.read()]).toEqual([4, 4]);
  inputs.release('ArrowUp');
  expect(inputs.read()).toBe(1);
  inputs.releaseAll();
  expect(inputs.press('GamepadAxis0-')).toBe(true);
  expect(inputs.read()).toBe(0);
  inputs.press('Gamepad7');
  expect(inputs.read()).toBe(4);
  expect(inputs.press('')).toBe(false);
});

test('names of gamepad inputs', () => {
  const buttons = [{ pressed: false }, { pressed: true }];
  expect(gamepadInputs({ buttons, axes: [0.2, -0.9, 0.7] })).toEqual([
    'Gamepad1',
    'GamepadAxis1-',
    'GamepadAxis2+',
  ]);
});

test('swipes go where the finger went most', () => {
  expect(swipeInput(4, -5)).toBeUndefined();
  expect([swipeInput(30, 5), swipeInput(-30, 20), swipeInput(3, 14), swipeInput(3, -14)]).toEqual([
    'SwipeRight',
    'SwipeLeft',
    'SwipeDown',
    'SwipeUp',
  ]);
});

describe('pacing', () => {
  test('30 steps a second at 60 frames', () => {
    const pacer = createPacer(30);
    const steps = Array.from({ length: 61 }, (_, i) => pacer.due((i * 1000) / 60));
    expect(steps.reduce((a, b) => a + b, 0)).toBe(30);
    expect(Math.max(...steps)).toBe(1);
  });

  test('does not catch up after a jam, and forgets pauses', () => {
    const pacer = createPacer(30);
    pacer.due(0);
    expect(pacer.due(5000)).toBe(2);
    expect(pacer.due(5010)).toBe(0);
    pacer.restart();
    expect(pacer.due(9000)).toBe(0);
  });
});
