import { describe, expect, test } from 'vitest';
import { createGovernor, type Governor } from '../../../packages/three/src/governor.ts';

type Machine = { ms(ratio: number): number; display?: number; hasGpuTimes?: boolean };

/** Plays `seconds` on a machine whose GPU takes `ms(ratio)`; the display rounds frame times up to its own. */
function play(
  governor: Governor,
  machine: Machine,
  seconds: number,
  start = 0,
): { changes: number[]; now: number } {
  const changes: number[] = [];
  let now = start;
  while (now < start + seconds * 1000) {
    const gpuMs = machine.ms(governor.ratio);
    const frameMs = machine.display ? Math.ceil(gpuMs / machine.display - 1e-9) * machine.display : gpuMs;
    now += frameMs;
    const next = governor.add({ now, frameMs, ...(machine.hasGpuTimes && { gpuMs }) });
    if (next !== undefined) changes.push(now);
  }
  return { changes, now };
}

const limits = { targetFps: 60, minRatio: 1, maxRatio: 3 };
const vsync = 1000 / 60;

test('the ladder has both ends and equal steps of pixels', () => {
  const { ratios } = createGovernor({ ...limits, steps: 5 });
  expect(ratios[0]).toBe(1);
  expect(ratios.at(-1)).toBeCloseTo(3);
  const shares = ratios.slice(1).map((ratio, i) => (ratio / ratios[i]!) ** 2);
  for (const share of shares) expect(share).toBeCloseTo(shares[0]!);
  expect(createGovernor({ targetFps: 60, minRatio: 2, maxRatio: 2 }).ratios).toEqual([2]);
});

describe('with GPU times', () => {
  test('settles on the sharpest step that fits, and stays', () => {
    const governor = createGovernor(limits);
    const machine = { ms: (ratio: number) => 40 / ratio ** 2, display: vsync, hasGpuTimes: true };
    const first = play(governor, machine, 10);
    expect(machine.ms(governor.ratio)).toBeLessThan(vsync);
    const sharper = governor.ratios[governor.ratios.indexOf(governor.ratio) - 1]!;
    expect(machine.ms(sharper)).toBeGreaterThan(vsync * 0.85);
    expect(play(governor, machine, 20, first.now).changes).toEqual([]);
  });

  test('a fast machine ends at the sharpest ratio, a slow one at the coarsest', () => {
    const fast = createGovernor(limits);
    play(fast, { ms: () => 2, display: vsync, hasGpuTimes: true }, 10);
    expect(fast.ratio).toBe(1);
    const slow = createGovernor(limits);
    slow.set(1);
    play(slow, { ms: (ratio) => 400 / ratio ** 2, hasGpuTimes: true }, 10);
    expect(slow.ratio).toBeCloseTo(3);
  });

  test('late frames of an idle GPU are left alone', () => {
    const governor = createGovernor(limits);
    governor.set(1.5);
    const before = governor.ratio;
    for (let i = 0; i < 200; i++) governor.add({ now: i * 50, frameMs: 50, gpuMs: before === 1 ? 3 : 9.9 });
    expect(governor.ratio).toBeLessThanOrEqual(before);
  });
});

describe('without GPU times', () => {
  test('goes coarser when frames are late, several steps at once when very late', () => {
    const governor = createGovernor(limits);
    governor.set(1);
    const { changes } = play(governor, { ms: (ratio) => 60 / ratio ** 2, display: vsync }, 2.5);
    expect(60 / governor.ratio ** 2).toBeLessThan(vsync);
    expect(changes.length).toBeLessThanOrEqual(3);
  });

  test('tries a sharper step less and less often when it keeps failing', () => {
    const governor = createGovernor(limits);
    governor.set(2);
    const machine = { ms: (ratio: number) => 60 / ratio ** 2, display: vsync };
    const warm = play(governor, machine, 5);
    const early = play(governor, machine, 30, warm.now).changes.length;
    const middle = play(governor, machine, 60, warm.now + 30_000);
    const late = play(governor, machine, 30, middle.now).changes.length;
    expect(early).toBeGreaterThan(0);
    expect(late).toBeLessThan(early);
    expect(late).toBeLessThanOrEqual(2);
  });
});

test('never changes twice within half a second, nor before it has seen enough frames', () => {
  const governor = createGovernor(limits);
  governor.set(1);
  let flip = 0;
  const { changes } = play(governor, { ms: () => ((flip += 1) % 40 < 20 ? 4 : 40) }, 20);
  for (let i = 1; i < changes.length; i++) expect(changes[i]! - changes[i - 1]!).toBeGreaterThanOrEqual(500);
  const fresh = createGovernor(limits);
  fresh.set(1);
  for (let i = 0; i < 11; i++) expect(fresh.add({ now: i * 100, frameMs: 100 })).toBeUndefined();
});

test('one long frame among good ones changes nothing', () => {
  const governor = createGovernor(limits);
  governor.set(3);
  governor.set(1.6);
  const before = governor.ratio;
  for (let i = 0; i < 100; i++)
    governor.add({ now: i * 16, frameMs: i % 30 === 0 ? 200 : 16, gpuMs: i % 30 === 0 ? 150 : 14 });
  expect(governor.ratio).toBe(before);
});
