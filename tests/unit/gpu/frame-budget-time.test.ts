import { expect, test } from 'vitest';
import type { Slice } from '@frameloom/gpu';
import { createWorld, type World } from './budget-world.ts';

/** Slices for ever. */
function* endless(make: () => Slice | Slice[]): Generator<Slice | Slice[], void, undefined> {
  for (;;) yield make();
}

const start = (
  world: World,
  priority: Parameters<World['budget']['run']>[0],
  make: () => Slice | Slice[],
) => {
  const stop = new AbortController();
  world.budget.run(priority, endless(make), { signal: stop.signal }).catch(() => {});
  return stop;
};

/** Noise of a real GPU: a factor around 1, now and then a large one. */
const noisy =
  (world: World, ms: () => number): (() => number) =>
  () =>
    ms() * (0.85 + 0.3 * world.random()) * (world.random() < 0.002 ? 2 : 1);

const shareUnder = (intervals: readonly number[], budget: number): number =>
  intervals.filter((ms) => ms <= budget).length / intervals.length;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test.each([
  { budgetMs: 1, timestamps: false },
  { budgetMs: 2, timestamps: false },
  { budgetMs: 4, timestamps: true },
])('$budgetMs ms are kept in 99 % of frames, timestamps: $timestamps', async ({ budgetMs, timestamps }) => {
  const world = createWorld({ budgetMs, timestamps });
  for (const [kind, ms, bytes] of [
    ['matrix', 0.3, 3e6],
    ['norm', 0.05, 4e5],
    ['conv', 0.12, 1e6],
  ] as const) {
    start(world, 'background', () =>
      Array.from({ length: 8 }, () => {
        const scale = 0.5 + world.random();
        const cost = noisy(world, () => 0.02 + ms * scale);
        return world.slice(kind, cost, { bytes: bytes * scale });
      }),
    );
  }
  await world.advance(2000);
  const learning = world.intervals.length;
  await world.advance(30_000);
  const after = world.intervals.slice(learning);
  expect(after.length).toBeGreaterThan(1700);
  expect(shareUnder(after, budgetMs)).toBeGreaterThanOrEqual(0.99);
  // Under the budget because it is used well, not because nothing runs.
  expect(mean(after)).toBeGreaterThan(0.4 * budgetMs);
  expect(world.budget.stats.share).toBeGreaterThan(0.4);
  expect(world.budget.stats.share).toBeLessThan(1);
});

test('the cost of a kind is its constant and its rate', async () => {
  const world = createWorld({ timestamps: true });
  start(world, 'background', () => {
    const bytes = 1e6 * (1 + Math.floor(4 * world.random()));
    return world.slice('copy', 0.1 + bytes / 1e7, { bytes });
  });
  await world.advance(30_000);
  const cost = world.budget.stats.costs['copy']!;
  expect(cost.fixedMs).toBeCloseTo(0.1, 2);
  expect(cost.bytesPerMs).toBeCloseTo(1e7, -5);
});

test.each([{ timestamps: true }, { timestamps: false }])(
  'a kind that suddenly takes four times as long is learned anew, %o',
  async ({ timestamps }) => {
    const world = createWorld({ timestamps });
    let ms = 0.3;
    start(world, 'background', () =>
      Array.from({ length: 6 }, () =>
        world.slice(
          'drifts',
          noisy(world, () => ms),
          { bytes: 1e6 },
        ),
      ),
    );
    await world.advance(5000);
    ms = 1.2;
    const change = world.intervals.length;
    await world.advance(1000);
    const learning = world.intervals.slice(change, change + 60);
    expect(shareUnder(learning, 2)).toBeGreaterThan(0.9);
    await world.advance(10_000);
    expect(shareUnder(world.intervals.slice(change + 60), 2)).toBeGreaterThanOrEqual(0.99);
    expect(world.budget.stats.costs['drifts']!.fixedMs).toBeCloseTo(1.2, 0);
    ms = 0.3;
    await world.advance(5000);
    expect(world.budget.stats.costs['drifts']!.fixedMs).toBeLessThan(0.4);
  },
);

test('cheap slices share a submit, and at most two submits are unfinished', async () => {
  const world = createWorld();
  let deepest = 0;
  const watch = setInterval(() => (deepest = Math.max(deepest, world.budget.stats.queueDepth)), 0);
  start(world, 'background', () =>
    Array.from({ length: 40 }, () => {
      deepest = Math.max(deepest, world.budget.stats.queueDepth);
      return world.slice('cheap', 0.04);
    }),
  );
  await world.advance(3000);
  clearInterval(watch);
  expect(Math.max(...world.submits.slice(-50).map(({ size }) => size))).toBeGreaterThan(8);
  expect(deepest).toBeLessThanOrEqual(2);
});

test('a slice larger than the budget runs alone, and the frames after it pay for it', async () => {
  const world = createWorld({ budgetMs: 2 });
  start(world, 'background', () => world.slice('huge', 7));
  await world.advance(10_000);
  const used = world.intervals.slice(60);
  expect(Math.max(...used)).toBeLessThan(7.1);
  expect(mean(used)).toBeGreaterThan(1.2);
  expect(mean(used)).toBeLessThanOrEqual(2.05);
  expect(world.budget.stats.late).toBeGreaterThan(50);
});

test('timestamps are used while a kind is calibrated, and seldom afterwards', async () => {
  const world = createWorld({ timestamps: true });
  start(world, 'background', () =>
    Array.from({ length: 8 }, () =>
      world.slice(
        'steady',
        noisy(world, () => 0.2),
      ),
    ),
  );
  await world.advance(2000);
  expect(world.timed()).toBeGreaterThanOrEqual(4);
  expect(world.timed()).toBeLessThan(10);
  const before = world.timed();
  await world.advance(20_000);
  expect(world.timed() - before).toBeLessThanOrEqual(20);
});

test('a page that hears of batches late does not charge the delay where there are timestamps', async () => {
  const world = createWorld({ budgetMs: 2, timestamps: true, latency: 12 });
  start(world, 'background', () => Array.from({ length: 8 }, () => world.slice('steady', 0.2)));
  await world.advance(2000);
  const learning = world.intervals.length;
  await world.advance(20_000);
  const after = world.intervals.slice(learning);
  expect(shareUnder(after, 2)).toBeGreaterThanOrEqual(0.99);
  expect(mean(after)).toBeGreaterThan(0.8);
  expect(world.budget.stats.share).toBeLessThan(1);
});

test('a hidden page and a process without frames run on by themselves', async () => {
  const hidden = createWorld();
  start(hidden, 'background', () => hidden.slice('work', 0.5));
  await hidden.advance(1000);
  const visible = hidden.submits.length;
  hidden.isVisible = false;
  await hidden.advance(1000);
  const without = hidden.submits.length - visible;
  expect(without).toBeGreaterThan(600);
  hidden.isVisible = true;
  await hidden.advance(100);
  const back = hidden.intervals.length;
  await hidden.advance(1000);
  expect(shareUnder(hidden.intervals.slice(back), 2)).toBe(1);

  const process = createWorld({ frames: false });
  start(process, 'background', () => process.slice('work', 0.5));
  await process.advance(1000);
  expect(process.submits.length).toBeGreaterThan(800);
});

test('a host with its own loop tells its frames', async () => {
  const world = createWorld({ budgetMs: 2 });
  world.isVisible = false;
  world.budget.frame();
  start(world, 'background', () => world.slice('work', 0.5));
  const used: number[] = [];
  for (let frame = 0; frame < 200; frame++) {
    const before = world.intervals.at(-1)!;
    world.budget.frame();
    await world.advance(20);
    used.push(world.intervals.at(-1)! - before);
  }
  expect(shareUnder(used.slice(50), 2)).toBeGreaterThanOrEqual(0.99);
  expect(mean(used.slice(50))).toBeGreaterThan(1);
  // It stops telling: that is no reason to stand still.
  const before = world.submits.length;
  await world.advance(1000);
  expect(world.submits.length - before).toBeGreaterThan(400);
});
