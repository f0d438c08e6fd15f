// Pacing on a simulated clock: what is shown when, on displays of every rate, with callbacks that come late or not at all.
import { describe, expect, test } from 'vitest';
import { createFramePacer, type FramePacer, type FramePacerOptions } from '@frameloom/interpolate';

/** A frame on the screen: when, and which moment of the world, both ms; whether it was generated. */
type Sight = { at: number; content: number; generated: boolean };

type World = {
  /** Refreshes a second at a time. */
  rate: (now: number) => number;
  seconds: number;
  /** Refreshes that rendering a frame takes, 1 or more; the callbacks meanwhile do not come. */
  cost?: (frame: number, now: number) => number;
  /** Whether a callback fails to come for another reason. */
  misses?: (refresh: number) => boolean;
  /** Whether a rendered frame begins a shot. */
  cuts?: (frame: number) => boolean;
};

/** Runs a display and a page; rendered frames show the world as it is at their callback. */
function run(pacer: FramePacer, { rate, seconds, cost = () => 1, misses, cuts }: World) {
  const sights: Sight[] = [];
  const rendered: number[] = [];
  const shots: number[] = [0];
  let [now, refresh, busyUntil] = [1000, 0, 0];
  const random = noise();
  const end = now + seconds * 1000;
  while (now < end) {
    const interval = 1000 / rate(now);
    now += interval;
    refresh += 1;
    if (refresh < busyUntil || misses?.(refresh)) continue;
    // Browsers report times that are off by up to a tenth of an interval.
    if (pacer.tick(now + (random() - 0.5) * 0.2 * interval)) {
      if (cuts?.(rendered.length)) {
        pacer.cut();
        shots.push(rendered.length);
      }
      busyUntil = refresh + cost(rendered.length, now);
      rendered.push(now);
    }
    const shown = pacer.present();
    if (shown === 'same') continue;
    const [before, newest] = [rendered.at(-2) ?? rendered.at(-1)!, rendered.at(-1)!];
    const generated = typeof shown === 'object';
    const content = generated
      ? before + (newest - before) * shown.generated
      : shown === 'current'
        ? newest
        : before;
    sights.push({ at: now, content, generated });
  }
  return { sights, rendered, shots };
}

function noise(): () => number {
  let seed = 7;
  return () => (seed = (seed * 48271) % 2147483647) / 2147483647;
}

/** Steps of shown content over steps of time. */
function speeds(sights: readonly Sight[]): number[] {
  return sights.slice(1).map((sight, i) => (sight.content - sights[i]!.content) / (sight.at - sights[i]!.at));
}

/** What must hold whatever happens. */
function expectOrder({ sights, rendered }: ReturnType<typeof run>): void {
  for (const [i, sight] of sights.entries()) {
    if (i > 0) expect(sight.content).toBeGreaterThan(sights[i - 1]!.content - 1e-6);
  }
  const shown = new Set(sights.filter(({ generated }) => !generated).map(({ content }) => content));
  // The last two may still be to come.
  expect(rendered.slice(0, -2).filter((at) => !shown.has(at))).toEqual([]);
}

const steady = (options: FramePacerOptions, world: Omit<World, 'seconds'>, seconds = 4) => {
  const pacer = createFramePacer(options);
  const result = run(pacer, { seconds, ...world });
  expectOrder(result);
  return { pacer, ...result, late: result.sights.filter(({ at }) => at > 1000 + (seconds - 1) * 1000) };
};

describe.each([60, 75, 90, 120, 144])('at %d Hz', (hertz) => {
  test.each([2, 3])('one frame of %d is rendered and motion is even', (factor) => {
    if (hertz / factor < 24) return;
    const { pacer, late, rendered } = steady({ factor }, { rate: () => hertz });
    for (const speed of speeds(late)) expect(Math.abs(speed - 1)).toBeLessThan(0.1);
    const { stats } = pacer;
    expect(Math.abs(stats.displayRate - hertz)).toBeLessThan(hertz * 0.03);
    expect(stats.factor).toBe(factor);
    expect(stats.latency).toBeCloseTo(((factor - 1) * 1000) / stats.displayRate, 6);
    expect(stats.pause).toBeUndefined();
    // Every refresh of the last second has a picture of its own.
    expect(late.length).toBeGreaterThan(hertz - 2);
    expect(rendered.length / 4).toBeLessThan(hertz / factor + 5);
  });

  test('extrapolated frames come after the newest one, without latency', () => {
    const { pacer, late } = steady({ factor: 2, mode: 'extrapolate' }, { rate: () => hertz });
    for (const speed of speeds(late)) expect(Math.abs(speed - 1)).toBeLessThan(0.1);
    for (const { at, content } of late) expect(Math.abs(content - at)).toBeLessThan(1);
    expect(pacer.stats.latency).toBe(0);
  });
});

test.each([
  [144, 60, 72],
  [120, 60, 60],
  [144, 48, 48],
  [75, 60, 75],
])('on a display of %d Hz, %d frames a second are shown as %d', (hertz, targetFps, shownRate) => {
  const misses = (refresh: number): boolean => refresh > 200 && refresh < 300 && refresh % 23 === 0;
  const { pacer, late, rendered } = steady({ factor: 2, targetFps }, { rate: () => hertz, misses }, 5);
  for (const speed of speeds(late)) expect(Math.abs(speed - 1)).toBeLessThan(0.1);
  expect(Math.abs(late.length - shownRate)).toBeLessThan(4);
  expect(rendered.length / 5).toBeLessThan(shownRate / 2 + 5);
  const { stats } = pacer;
  expect(stats.shownRate).toBeCloseTo(stats.displayRate / Math.round(hertz / shownRate), 6);
  expect(stats.latency).toBeCloseTo(1000 / stats.shownRate, 6);
});

test('a page that needs two refreshes for a frame is shown at the rate of the display', () => {
  const { pacer, late } = steady({}, { rate: () => 60, cost: (frame) => (frame % 2 ? 1 : 1) });
  expect(pacer.stats.factor).toBe(2);
  expect(late.filter(({ generated }) => generated).length).toBeGreaterThan(25);
});

test('where one of two does not hold, one of three is rendered', () => {
  // The work is done beside the display, but takes long: the callback after a rendered frame fails to come.
  const { pacer } = steady({ minBaseRate: 10 }, { rate: () => 120, cost: () => 2 }, 6);
  expect(pacer.stats.factor).toBeGreaterThan(2);
});

test('a display of a changing rate is followed', () => {
  const rate = (now: number): number => (now < 3000 ? 120 : 60);
  const { pacer, late } = steady({ factor: 2 }, { rate }, 5);
  expect(Math.abs(pacer.stats.displayRate - 60)).toBeLessThan(2);
  for (const speed of speeds(late)) expect(Math.abs(speed - 1)).toBeLessThan(0.1);
});

test('missed callbacks cost generated frames, never rendered ones, and motion is even again after them', () => {
  const misses = (refresh: number): boolean => refresh > 60 && refresh < 180 && refresh % 17 === 0;
  const { pacer, sights, late } = steady({ factor: 2 }, { rate: () => 60, misses }, 5);
  for (const speed of speeds(late)) expect(Math.abs(speed - 1)).toBeLessThan(0.1);
  expect(pacer.stats.dropped).toBeGreaterThan(3);
  const unevenly = speeds(sights.slice(30)).filter((speed) => Math.abs(speed - 1) > 0.1);
  expect(unevenly.length).toBeLessThan(24);
});

test('a slow frame now and then does no lasting harm', () => {
  const { late, pacer } = steady({}, { rate: () => 60, cost: (frame) => (frame % 40 === 20 ? 3 : 1) }, 6);
  expect(pacer.stats.factor).toBe(2);
  const even = speeds(late).filter((speed) => Math.abs(speed - 1) < 0.1);
  expect(even.length / late.length).toBeGreaterThan(0.85);
});

test('nothing is generated across a cut', () => {
  const { sights, rendered, shots } = steady(
    { factor: 3 },
    { rate: () => 120, cuts: (frame) => frame % 10 === 5 },
  );
  expect(shots.length).toBeGreaterThan(5);
  for (const { content, generated } of sights) {
    if (!generated) continue;
    const after = rendered.findIndex((at) => at > content);
    expect(shots).not.toContain(after);
  }
});

test('under the base rate only rendered frames are shown, with the reason', () => {
  const { pacer, late } = steady({ factor: 4 }, { rate: () => 60 });
  expect(pacer.stats).toMatchObject({ pause: 'base-rate', factor: 1, latency: 0 });
  expect(late.some(({ generated }) => generated)).toBe(false);
});

test('a hidden page begins anew', () => {
  const pacer = createFramePacer({ factor: 2 });
  run(pacer, { rate: () => 60, seconds: 1 });
  expect(pacer.stats.pause).toBeUndefined();
  expect(pacer.tick(60_000)).toBe(true);
  expect(pacer.present()).toBe('current');
  expect(pacer.stats.pause).toBe('measuring');
});

test.each([
  [{ factor: 0 }, 'interpolate: factor is 0'],
  [{ mode: 'blend' }, 'interpolate: mode is blend'],
  [{ targetFps: 0 }, 'interpolate: targetFps is 0'],
  [{ targetFps: 'fast' }, 'interpolate: targetFps is fast'],
  [{ minBaseRate: -1 }, 'interpolate: minBaseRate is -1'],
])('%o is told', (options, message) => {
  expect(() => createFramePacer(options as FramePacerOptions)).toThrow(message);
});
