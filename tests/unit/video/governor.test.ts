import { expect, test } from 'vitest';
import { createGovernor, type Verdict } from '../../../packages/video/src/live/governor.ts';

/** Plays a video at 30 frames a second on a GPU that needs `cost(second)` milliseconds for a frame. */
function play(seconds: number, cost: (second: number) => number): { verdict: Verdict; at: number }[] {
  const governor = createGovernor();
  const interval = 1000 / 30;
  let busyUntil = 0;
  let pending: { done: number; cost: number }[] = [];
  const verdicts: { verdict: Verdict; at: number }[] = [];
  for (let now = 0; now < seconds * 1000; now += interval) {
    for (const { cost: took } of pending.filter(({ done }) => done <= now)) governor.finished(took);
    pending = pending.filter(({ done }) => done > now);
    const verdict = governor.judge(now, pending.length);
    verdicts.push({ verdict, at: now / 1000 });
    if (verdict !== 'show' && verdict !== 'probe') continue;
    busyUntil = Math.max(busyUntil, now) + cost(now / 1000);
    pending.push({ done: busyUntil, cost: busyUntil - now });
  }
  return verdicts;
}

const count = (frames: { verdict: Verdict }[], wanted: Verdict): number =>
  frames.filter(({ verdict }) => verdict === wanted).length;

test('a GPU that keeps up shows every frame', () => {
  const frames = play(10, () => 20);
  expect(count(frames, 'show')).toBe(frames.length);
});

test('a frame that takes long now and then is dropped, and the show goes on', () => {
  const frames = play(20, (second) => (Math.floor(second * 30) % 60 === 7 ? 80 : 10));
  expect(count(frames, 'pass')).toBe(0);
  expect(count(frames, 'drop')).toBeGreaterThan(0);
  expect(count(frames, 'show')).toBeGreaterThan(frames.length * 0.95);
});

test('a GPU that never keeps up soon leaves the video alone, and asks less and less often', () => {
  const frames = play(120, () => 100);
  const first = frames.find(({ verdict }) => verdict === 'pass')!;
  expect(first.at).toBeLessThan(0.5);
  expect(count(frames, 'pass')).toBeGreaterThan(frames.length * 0.97);
  const probes = frames.filter(({ verdict }) => verdict === 'probe');
  expect(probes.length).toBeGreaterThan(2);
  expect(probes.length).toBeLessThan(15);
  expect(count(frames.slice(60), 'show')).toBe(0);
});

test('it comes back when there is room, through frames that nobody sees', () => {
  const frames = play(30, (second) => (second < 5 ? 90 : 8));
  const back = frames.findIndex(({ verdict, at }) => at > 5 && verdict === 'show');
  expect(frames[back]!.at).toBeLessThan(14);
  expect(
    frames.slice(back - 8, back).filter(({ verdict }) => verdict === 'probe').length,
  ).toBeGreaterThanOrEqual(3);
  expect(count(frames.slice(back), 'show')).toBe(frames.length - back);
});

test('pauses do not count as slow frames', () => {
  const governor = createGovernor();
  for (let i = 0; i < 60; i++) governor.judge(i * 40, 0);
  expect(governor.interval).toBeCloseTo(40, 0);
  governor.judge(100_000, 0);
  expect(governor.interval).toBeCloseTo(40, 0);
  governor.reset();
  expect(governor.judge(200_000, 0)).toBe('show');
});
