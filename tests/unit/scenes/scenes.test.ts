import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildScene, type BuiltScene, sceneInfos } from '@frameloom/scenes';
import { cameraState, cost, hashOf, movingItems, worldState } from './state.ts';

/** Most that a scene may cost if all of it were in view. */
const budgets: Record<string, { draws: number; triangles: number; lights: number }> = {
  market: { draws: 250, triangles: 600_000, lights: 5 },
};
const small = { draws: 60, triangles: 100_000, lights: 3 };

describe.each(sceneInfos)('$name', ({ name, title, summary }) => {
  let built: BuiltScene;
  // the market takes seconds to build where other tests keep every core busy
  beforeAll(async () => {
    built = await buildScene(name);
  }, 60_000);
  afterAll(() => built?.dispose());

  const at = (seconds: number): string => {
    built.animate(seconds);
    return hashOf(worldState(built));
  };

  test('says what it is', () => {
    expect(title.length).toBeGreaterThan(3);
    expect(summary.length).toBeGreaterThan(20);
  });

  test('animate depends on the time alone, in any order', () => {
    const times = [0, 0.4, 3.25, 17.5];
    const forwards = times.map(at);
    const backwards = times.toReversed().map(at).toReversed();
    expect(backwards).toEqual(forwards);
    if (name === 'static') expect(new Set(forwards).size).toBe(1);
    else expect(new Set(forwards).size).toBe(times.length);
  });

  test('flight does not move the world and comes back to where it began', () => {
    built.animate(1);
    const before = hashOf(worldState(built));
    const places = [0, 5, 11].map((seconds) => {
      built.flight(seconds);
      return hashOf(cameraState(built));
    });
    expect(new Set(places).size).toBe(3);
    built.flight(0);
    expect(hashOf(cameraState(built))).toBe(places[0]);
    expect(hashOf(worldState(built))).toBe(before);
  });

  test('the sequence cuts once, at frame 30, and is the same in any order', () => {
    const frames = Array.from({ length: 100 }, (_, frame) => frame);
    const cuts = frames.filter((frame) => built.sequence(frame).cut);
    expect(cuts).toEqual([30]);
    const state = (frame: number): string => {
      built.sequence(frame);
      return hashOf(worldState(built)) + hashOf(cameraState(built));
    };
    const [late, early] = [state(41), state(7)];
    expect([state(7), state(41)]).toEqual([early, late]);
  });

  test('the camera stops after frame 48 and stays', () => {
    const cameras = [48, 49, 63, 500].map((frame) => {
      built.sequence(frame);
      return hashOf(cameraState(built));
    });
    expect(new Set(cameras).size).toBe(1);
    built.sequence(46);
    expect(hashOf(cameraState(built))).not.toBe(cameras[0]);
  });

  test('nothing visible jumps from one frame to the next', () => {
    const jumps: string[] = [];
    let before: ReturnType<typeof movingItems> = [];
    for (let frame = 0; frame < 64; frame++) {
      const { cut } = built.sequence(frame);
      const now = movingItems(built);
      for (const [i, item] of now.entries()) {
        const old = before[i];
        if (old === undefined || cut || item.label === 'sky') continue;
        // what has shrunk to nothing may start again elsewhere
        if (Math.min(item.size, old.size) < 1e-4) continue;
        const moved = item.position.distanceTo(old.position);
        if (moved > 0.35) jumps.push(`${item.label} moved ${moved.toFixed(2)} m in frame ${frame}`);
      }
      before = now;
    }
    expect(jumps.slice(0, 5)).toEqual([]);
  });

  test('stays within its budget', () => {
    const { draws, triangles, lights } = cost(built);
    const budget = budgets[name] ?? small;
    expect(draws).toBeLessThanOrEqual(budget.draws);
    expect(triangles).toBeLessThanOrEqual(budget.triangles);
    expect(lights).toBeLessThanOrEqual(budget.lights);
  });
});

test('the same seed builds the same scene, another seed another one', async () => {
  const states: string[] = [];
  for (const seed of [4, 4, 5]) {
    const built = await buildScene('foliage', { seed });
    built.animate(2);
    states.push(hashOf(worldState(built)));
    built.dispose();
  }
  expect(states[0]).toBe(states[1]);
  expect(states[2]).not.toBe(states[0]);
});

test('an unknown name is refused with the names there are', async () => {
  await expect(buildScene('atlantis' as 'market')).rejects.toThrow(/"atlantis".*market.*static/s);
});
