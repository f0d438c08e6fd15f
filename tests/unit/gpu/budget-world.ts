// A page with a GPU, simulated: a clock, animation frames, a queue with costs and noise. No time passes in it by itself.
import { createCore, type Core } from '../../../packages/gpu/src/frame-budget/core.ts';
import { createHolder } from '../../../packages/gpu/src/frame-budget/holder.ts';
import type { BudgetHost } from '../../../packages/gpu/src/frame-budget/host.ts';
import { FrameloomError, type FrameBudget, type Slice } from '@frameloom/gpu';

export type WorldOptions = {
  budgetMs?: number;
  /** Milliseconds between frames, and GPU time of the host's own work in each. */
  frameMs?: number;
  hostMs?: number;
  /** Whether animation frames exist. */
  frames?: boolean;
  /** Whether the device measures single slices exactly. */
  timestamps?: boolean;
  /** Milliseconds, at most, until the page hears that work is done. */
  latency?: number;
  seed?: number;
};

export type World = {
  readonly now: number;
  budget: FrameBudget;
  core: Core;
  /** Another holder of the same budget. */
  holder(budgetMs?: number): FrameBudget;
  /** GPU time of slices between the host's frames, in the order of the queue; the last one is not complete. */
  intervals: number[];
  /** Every submit of slices: the number of command buffers and when. */
  submits: { size: number; at: number }[];
  /** Slices that were timed with timestamps. */
  timed(): number;
  /** Whether the page draws. */
  isVisible: boolean;
  /** What the device's next error scopes report. */
  problem: string | undefined;
  advance(ms: number): Promise<void>;
  /** A slice that takes `ms` of GPU time, give or take `noise` of it. */
  slice(kind: string, ms: number | (() => number), more?: Partial<Slice>): Slice;
  lose(): void;
  restore(): void;
  random: () => number;
};

type FakeEncoder = { cost: number; finish(): { cost: number } };

export function createWorld(options: WorldOptions = {}): World {
  const { budgetMs = 2, frameMs = 1000 / 60, hostMs = 5, frames = true, latency = 0.4 } = options;
  const random = createRandom(options.seed ?? 1);
  let now = 0;
  let busyUntil = 0;
  let timed = 0;
  const events: { at: number; run: () => void }[] = [];
  const frameCallbacks = new Set<() => void>();
  const at = (time: number, run: () => void): (() => void) => {
    const event = { at: time, run };
    events.push(event);
    return () => void (events.includes(event) && events.splice(events.indexOf(event), 1));
  };

  const queue = {
    submit(commands: { cost: number }[]) {
      const ms = commands.reduce((sum, { cost }) => sum + cost, 0);
      busyUntil = Math.max(busyUntil, now) + ms;
      world.intervals[world.intervals.length - 1]! += ms;
      world.submits.push({ size: commands.length, at: now });
    },
    onSubmittedWorkDone: () =>
      new Promise<void>((resolve) => at(Math.max(busyUntil, now) + random() * latency, resolve)),
  };
  const device = {
    queue,
    pushErrorScope() {},
    async popErrorScope() {
      const { problem } = world;
      world.problem = undefined;
      return problem === undefined ? null : { message: problem };
    },
    createCommandEncoder(): FakeEncoder {
      const encoder = { cost: 0, finish: () => ({ cost: encoder.cost }) };
      return encoder;
    },
  };
  const gpu = { device: device as unknown as GPUDevice, isLost: false };
  const host: BudgetHost = {
    now: () => now,
    requestFrame: frames
      ? (callback) => {
          frameCallbacks.add(callback);
          return () => void frameCallbacks.delete(callback);
        }
      : undefined,
    post: (callback) => void at(now, callback),
    later: (ms, callback) => at(now + ms, callback),
    calibrator: {
      begin(encoder) {
        if (options.timestamps !== true) return undefined;
        const fake = encoder as unknown as FakeEncoder;
        const before = fake.cost;
        let ms = 0;
        return {
          end: () => void ((ms = fake.cost - before), timed++),
          cancel() {},
          read: async () => ms,
        };
      },
      distrust() {},
      dispose() {},
    },
  };
  const core = createCore(gpu, host);
  const holders = new Set<ReturnType<typeof createHolder>>();
  const holder = (wish?: number): FrameBudget => {
    const check = (label: string): void => {
      if (gpu.isLost) throw new FrameloomError('device-lost', `${label}: lost.`);
    };
    const made = createHolder(core, wish, check, () => holders.delete(made));
    holders.add(made);
    return made.budget;
  };

  const drawFrame = (): void => {
    if (world.isVisible) {
      const callbacks = [...frameCallbacks];
      frameCallbacks.clear();
      for (const callback of callbacks) callback();
      busyUntil = Math.max(busyUntil, now) + hostMs;
      world.intervals.push(0);
    }
    at(now + frameMs, drawFrame);
  };
  at(frameMs, drawFrame);

  const world: World = {
    get now() {
      return now;
    },
    core,
    holder,
    budget: holder(budgetMs),
    intervals: [0],
    submits: [],
    timed: () => timed,
    isVisible: true,
    problem: undefined,
    random,
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const next = events.reduce<(typeof events)[number] | undefined>(
          (first, event) => (first && first.at <= event.at ? first : event),
          undefined,
        );
        if (!next || next.at > end) break;
        events.splice(events.indexOf(next), 1);
        now = Math.max(now, next.at);
        next.run();
        await settle();
      }
      now = end;
    },
    slice: (kind, ms, more = {}) => ({
      kind,
      record(encoder) {
        (encoder as unknown as FakeEncoder).cost += typeof ms === 'number' ? ms : ms();
      },
      ...more,
    }),
    lose() {
      gpu.isLost = true;
      core.scheduler.reset();
      for (const { fail } of holders) fail((label) => new FrameloomError('device-lost', `${label}: lost.`));
    },
    restore() {
      gpu.isLost = false;
      busyUntil = now;
    },
  };
  return world;
}

/** Lets all promises run that can run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Numbers from 0 to 1 that look random, the same every time (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
