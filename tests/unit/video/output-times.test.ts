// Which frames are made, and between which, for videos of every rate.
import { describe, expect, test } from 'vitest';
import { createOutputTimes, type InputFrame } from '../../../packages/video/src/rate/output-times.ts';
import { createRepeatJudge } from '../../../packages/video/src/rate/repeats.ts';

/** A frame of the result: when it is shown, and which moment of the video it shows, both in ms. */
type Made = { at: number; content: number };

/** Runs a video through; `repeats` are the indices of frames that repeat the one before. */
function run(times: readonly number[], frameRate: number, repeats: readonly number[] = []) {
  const output = createOutputTimes(frameRate);
  const made: Made[] = [];
  const durations: number[] = [];
  let [before, newest] = [0, 0];
  const add = (frames: ReturnType<typeof output.push>): void => {
    for (const { timestamp, duration, t } of frames) {
      made.push({ at: timestamp / 1000, content: before + t * (newest - before) });
      durations.push(duration);
    }
  };
  times.forEach((time, i) => {
    const next = times[i + 1] ?? time + (time - (times[i - 1] ?? time - 40));
    const isRepeated = repeats.includes(i);
    const frame: InputFrame = {
      timestamp: Math.round(time * 1000),
      duration: Math.round((next - time) * 1000),
      isRepeated,
    };
    if (!isRepeated) [before, newest] = [newest, time];
    if (output.isJump(frame)) before = newest;
    add(output.push(frame));
  });
  add(output.end());
  return { made, durations };
}

const even = (rate: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (i * 1000) / rate);

describe.each([24_000 / 1001, 24, 25, 30_000 / 1001, 30])('%f frames a second', (rate) => {
  test('become 60 of them, evenly spaced, for as long as before', () => {
    const { made, durations } = run(even(rate, 48), 60);
    expect(Math.abs(made.length - (48 / rate) * 60)).toBeLessThan(1.2);
    made.forEach(({ at, content }, i) => {
      expect(at).toBeCloseTo((i * 1000) / 60, 2);
      // Up to a tenth of a step early or late; the last picture stays.
      expect(Math.abs(content - Math.min(at, (47 * 1000) / rate))).toBeLessThan(1.7);
    });
    for (const duration of durations) expect(Math.abs(duration - 1e6 / 60)).toBeLessThan(1.01);
  });
});

test('a rate that is there already passes frame for frame', () => {
  const { made } = run(even(60, 30), 60);
  expect(made.map(({ content }) => content)).toEqual(even(60, 30));
});

test('times that vary are kept to', () => {
  const times = [0, 33, 83, 117, 167, 200, 280, 300, 391];
  const { made } = run(times, 60);
  for (const { at, content } of made)
    expect(Math.abs(content - Math.min(at, times.at(-1)!))).toBeLessThan(1.7);
});

test('repeated frames of 3:2 are left out: motion goes on through them', () => {
  // 24 pictures a second in 60 frames: each is shown three times, then twice.
  const times = even(60, 41);
  const isNew = (i: number): boolean => i % 5 === 0 || i % 5 === 3;
  const repeats = times.map((_, i) => i).filter((i) => !isNew(i));
  const { made } = run(times, 60, repeats);
  expect(made.length).toBe(41);
  const steps = made.slice(1, 40).map(({ content }, i) => content - made[i]!.content);
  for (const step of steps) expect(step).toBeGreaterThan(13);
  for (const step of steps) expect(step).toBeLessThan(20);
});

test('a still is no motion: it stays until the picture changes', () => {
  const times = even(30, 30);
  const repeats = times.map((_, i) => i).filter((i) => i > 3 && i < 25);
  const { made } = run(times, 60, repeats);
  const during = made.filter(({ at }) => at > 240 && at < 790).map(({ content }) => content);
  // Between the frame before the still ended and the next one.
  expect(during.length).toBeGreaterThan(30);
  for (const { at, content } of made) if (at < 620) expect(content).toBeLessThanOrEqual(times[3]! + 480);
  expect(made.every(({ content }, i) => i === 0 || content >= made[i - 1]!.content)).toBe(true);
});

test('a jump begins anew at its own time, and nothing fills it', () => {
  const { made } = run([0, 40, 80, 5000, 5040, 20, 60], 50);
  expect(made.map(({ at }) => at)).toEqual([0, 20, 40, 60, 80, 5000, 5020, 5040, 20, 40, 60, 80]);
});

test('repeated pictures differ much less than others, whatever moves, and a cut misleads nobody', () => {
  const judge = (differences: readonly number[]): boolean[] => {
    const isRepeated = createRepeatJudge();
    return differences.map(isRepeated);
  };
  // 3:2 through a codec, which refines what it repeats.
  const pulled = [8, 1.2, 0.4, 9, 0.9, 8, 1.1, 0.5, 9, 0.8];
  expect(judge(pulled).slice(3)).toEqual([false, true, false, true, true, false, true]);
  // A slow pan, grain on a still, a cut, and motion after it.
  expect(judge([0.3, 0.28, 0.31, 0.3])).toEqual([false, false, false, false]);
  expect(judge([4, 5, 60, 4, 5, 4, 5])).toEqual([false, false, false, false, false, false, false]);
  expect(judge([0, 0, 0])).toEqual([true, true, true]);
});
