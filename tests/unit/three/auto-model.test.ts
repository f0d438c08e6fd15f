import type { Gpu, PassTimer } from '@frameloom/gpu';
import type { ModelState, Upscaler } from '@frameloom/upscale';
import { expect, test } from 'vitest';
import { createAutoModel } from '../../../packages/three/src/auto-model.ts';

const displaySize = { width: 1920, height: 1080 };

/** A session's parts with times that the test sets; `costs` by what is in use. */
function simulate(options: { tier?: string; supported?: boolean; broken?: string[] } = {}) {
  const { tier = 'fast', supported = true, broken = [] } = options;
  const frame = { last: 0, p50: 0, p95: 0, count: 0 };
  const states: ModelState[] = [];
  let inUse = 'none';
  const upscaler = {
    setModel: async (model: string) => {
      if (broken.includes(model)) return 'failed';
      inUse = model;
      return model === 'none' ? 'none' : 'ready';
    },
  } as unknown as Upscaler;
  const runner = createAutoModel({ tier } as Gpu, { supported, frame } as unknown as PassTimer, upscaler, {
    onModel: (state) => states.push(state),
  });
  const play = async (analyticMs: number, frames = 200): Promise<void> => {
    for (let i = 0; i < frames; i++) {
      frame.last = analyticMs * { none: 1, lite: 1.5, standard: 2 }[inUse]!;
      frame.count = Math.min(frame.count + 1, 120);
      runner.update(displaySize);
      await Promise.resolve();
    }
  };
  return { runner, play, states, inUse: () => inUse };
}

test('loads what fits and says what it takes', async () => {
  const { runner, play, states, inUse } = simulate();
  expect(runner.chosen).toEqual({ model: 'none', reason: 'Measuring the analytic path.' });
  await play(0.4);
  expect(inUse()).toBe('standard');
  expect(states).toEqual(['ready']);
  expect(runner.chosen).toEqual({
    model: 'standard',
    reason: 'The upscaler takes 0.80 ms of the 2.08 ms that it may.',
  });
  await play(3);
  expect(inUse()).toBe('none');
  expect(states).toEqual(['ready', 'ready', 'none']);
});

test('names what could not be loaded', async () => {
  const { runner, play } = simulate({ broken: ['standard'] });
  await play(0.4);
  expect(runner.chosen.model).toBe('lite');
  expect(runner.chosen.reason).toMatch(/'standard' could not be loaded/);
});

test.each([
  [{ tier: 'software' }, /software GPU/],
  [{ supported: false }, /timestamp/],
])('stays with the analytic path on %j', async (options, reason) => {
  const { runner, play } = simulate(options);
  await play(0.01);
  expect(runner.chosen.model).toBe('none');
  expect(runner.chosen.reason).toMatch(reason);
});
