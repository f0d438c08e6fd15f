import { describe, expect, test } from 'vitest';
import { createFrameBudget, createGpu, type BudgetPriority, type Slice } from '@frameloom/gpu';
import { createWorld, type World } from './budget-world.ts';
import { fakeGpu } from './fake-gpu.ts';

/** A run without end; counts its GPU time. */
function endless(world: World, priority: BudgetPriority, ms: number, kind: string = priority) {
  const used = { ms: 0, slices: 0, isClosed: false, error: undefined as unknown };
  function* slices(): Generator<Slice[], void, undefined> {
    try {
      for (;;)
        yield Array.from({ length: 4 }, () => world.slice(kind, () => (used.slices++, (used.ms += ms), ms)));
    } finally {
      used.isClosed = true;
    }
  }
  const stop = new AbortController();
  world.budget
    .run(priority, slices(), { signal: stop.signal, label: kind })
    .catch((error) => (used.error = error));
  return { used, stop };
}

describe('order', () => {
  test('more urgent work goes first, and less urgent work keeps its share', async () => {
    const world = createWorld();
    const low = endless(world, 'background', 0.3);
    await world.advance(2000);
    const alone = low.used.ms;
    expect(alone).toBeGreaterThan(100);
    const high = endless(world, 'predict', 0.3);
    await world.advance(500);
    const before = { high: high.used.ms, low: low.used.ms };
    await world.advance(20_000);
    const [gotHigh, gotLow] = [high.used.ms - before.high, low.used.ms - before.low];
    expect(gotLow / (gotHigh + gotLow)).toBeGreaterThan(0.035);
    expect(gotLow / (gotHigh + gotLow)).toBeLessThan(0.08);
    high.stop.abort();
    const after = low.used.ms;
    await world.advance(2000);
    expect(low.used.ms - after).toBeGreaterThan(0.6 * alone);
  });

  test('no priority starves under three others, even with slices as large as the budget', async () => {
    const world = createWorld({ budgetMs: 2 });
    const runs = [
      endless(world, 'present', 0.2),
      endless(world, 'predict', 0.2),
      endless(world, 'interactive', 0.2),
      endless(world, 'background', 1.6),
    ];
    await world.advance(40_000);
    const total = runs.reduce((sum, { used }) => sum + used.ms, 0);
    const shares = runs.map(({ used }) => used.ms / total);
    expect(shares[0]).toBeGreaterThan(0.75);
    for (const share of shares.slice(1)) expect(share).toBeGreaterThan(0.03);
  });

  test('equals share by time, not by count, and a newcomer does not catch up', async () => {
    const world = createWorld();
    const long = endless(world, 'interactive', 0.6, 'long');
    await world.advance(5000);
    const short = endless(world, 'interactive', 0.1, 'short');
    await world.advance(1000);
    const before = [long.used.ms, short.used.ms];
    await world.advance(20_000);
    const ratio = (long.used.ms - before[0]!) / (short.used.ms - before[1]!);
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.25);
  });
});

describe('a run', () => {
  test('resolves with what its generator returns, after the GPU and after() of all slices', async () => {
    const world = createWorld();
    const seen: string[] = [];
    async function* slices(): AsyncGenerator<Slice | Slice[], string, undefined> {
      yield [];
      yield world.slice('a', 0.1, { after: () => void seen.push('a done') });
      seen.push(`resumed after ${world.submits.length} submit`);
      await new Promise((resolve) => setImmediate(resolve));
      yield [world.slice('b', 0.1), world.slice('b', 0.1, { after: () => void seen.push('b done') })];
      return 'result';
    }
    const run = world.budget.run('interactive', slices());
    await world.advance(200);
    await expect(run).resolves.toBe('result');
    expect(seen).toEqual(['resumed after 1 submit', 'a done', 'b done']);
    expect(world.budget.stats.waiting.interactive).toBe(0);
  });

  test('starts at once when nothing ran before, without waiting for a frame', async () => {
    const world = createWorld();
    void world.budget.run('present', [world.slice('one', 0.1)]);
    await world.advance(1);
    expect(world.submits.length).toBe(1);
  });

  test('ends alone when a slice or the generator throws', async () => {
    const world = createWorld();
    const other = endless(world, 'background', 0.2);
    await world.advance(500);
    let isClosed = false;
    function* throws(): Generator<Slice, void, undefined> {
      try {
        yield world.slice('background', 0.2);
        yield {
          kind: 'bad',
          record: () => {
            throw new Error('out of ideas');
          },
        };
      } finally {
        isClosed = true;
      }
    }
    const run = world.budget.run('interactive', throws()).catch((error: Error) => error.message);
    function* brokenGenerator(): Generator<Slice, void, undefined> {
      yield world.slice('background', 0.2);
      throw new Error('in the generator');
    }
    const generator = world.budget
      .run('interactive', brokenGenerator())
      .catch((error: Error) => error.message);
    const after = world.budget
      .run('interactive', [
        world.slice('late', 0.1, {
          after: () => {
            throw new Error('in after');
          },
        }),
      ])
      .catch((error: Error) => error.message);
    await world.advance(500);
    expect(await Promise.all([run, generator, after])).toEqual([
      'out of ideas',
      'in the generator',
      'in after',
    ]);
    expect(isClosed).toBe(true);
    const before = other.used.slices;
    await world.advance(500);
    expect(other.used.slices).toBeGreaterThan(before);
    expect(other.used.error).toBeUndefined();
  });

  test('ends when WebGPU refuses its submit', async () => {
    const world = createWorld();
    const run = world.budget.run('interactive', [world.slice('refused', 0.1)], { label: 'demo' });
    world.problem = 'buffer was destroyed';
    const caught = run.catch((error: unknown) => error);
    await world.advance(100);
    expect(await caught).toMatchObject({ code: 'validation', message: 'demo: buffer was destroyed' });
  });

  test.each([
    ['null', null],
    ['a number', 7],
    ['a generator function', function* () {}],
    ['a string', 'slices'],
    ['a slice without a kind', [{ record() {} }]],
    ['a slice without record()', [{ kind: 'a' }]],
    ['bytes that are no number', [{ kind: 'a', record() {}, bytes: Number.NaN }]],
  ])('refuses %s', async (_, slices) => {
    const world = createWorld();
    const run = world.budget.run('interactive', slices as Slice[]).catch((error: unknown) => error);
    await world.advance(50);
    expect(await run).toMatchObject({ code: 'invalid-argument' });
    await expect(world.budget.run('urgent' as 'present', [])).rejects.toThrow('priority must be one of');
  });
});

describe('abort', () => {
  const cases = [
    'before the call',
    'before the first frame',
    'between slices',
    'while the generator waits',
  ] as const;
  test.each(cases)('%s: rejects, and the generator cleans up', async (when) => {
    const world = createWorld();
    const stop = new AbortController();
    let taken = 0;
    let goOn: (() => void) | undefined;
    async function* slices(): AsyncGenerator<Slice, void, undefined> {
      taken++;
      try {
        for (;;) {
          yield world.slice('work', 0.5);
          if (when === 'while the generator waits') await new Promise<void>((resolve) => (goOn = resolve));
        }
      } finally {
        taken--;
      }
    }
    if (when === 'before the call') stop.abort('reason');
    const run = world.budget.run('interactive', slices(), { signal: stop.signal, label: 'demo' });
    const caught = run.catch((error: unknown) => error);
    if (when !== 'before the call' && when !== 'before the first frame') await world.advance(300);
    stop.abort('reason');
    const before = world.submits.length;
    const error = await caught;
    expect(error).toMatchObject({ code: 'aborted', message: 'demo: was aborted.', cause: 'reason' });
    goOn?.();
    await world.advance(200);
    expect(world.submits.length).toBe(before);
    expect(taken).toBe(0);
    expect(world.budget.stats.waiting.interactive).toBe(0);
  });
});

describe('the device is lost', () => {
  test('every run, guest and compilation hears it once, and the budget works on the next device', async () => {
    const world = createWorld({ timestamps: true });
    const run = endless(world, 'background', 0.3);
    const never = new Promise<never>(() => {});
    async function* waits(): AsyncGenerator<Slice, void, undefined> {
      yield world.slice('other', 0.1);
      await never;
    }
    await world.advance(300);
    const results: Promise<unknown>[] = [
      world.budget.exclusive('interactive', () => never),
      world.budget.compile('present', () => never),
      world.holder().run('predict', waits()),
    ];
    const codes = Promise.all(results.map((result) => result.catch((error: { code: string }) => error.code)));
    await world.advance(40);
    world.lose();
    expect(await codes).toEqual(['device-lost', 'device-lost', 'device-lost']);
    await world.advance(0);
    expect(run.used).toMatchObject({ isClosed: true, error: { code: 'device-lost' } });
    expect(world.budget.stats).toMatchObject({ queueDepth: 0, costs: {} });
    await expect(world.budget.run('present', [])).rejects.toMatchObject({ code: 'device-lost' });
    world.restore();
    const again = world.budget.run('background', [world.slice('again', 0.1)]);
    await world.advance(100);
    await again;
    expect(Object.keys(world.budget.stats.costs)).toEqual(['again']);
  });
});

describe('exclusive', () => {
  test('has the queue for itself: no slices from its start to its end', async () => {
    const world = createWorld();
    const other = endless(world, 'present', 0.3);
    await world.advance(500);
    let finish!: (value: string) => void;
    let depth = -1;
    const guest = world.budget.exclusive('background', () => {
      depth = world.budget.stats.queueDepth;
      return new Promise<string>((resolve) => (finish = resolve));
    });
    // Of the lowest priority, it waits for its share of the time of those above it.
    await world.advance(3000);
    expect(depth).toBe(0);
    const before = other.used.slices;
    await world.advance(500);
    expect(other.used.slices).toBe(before);
    finish('done');
    await world.advance(500);
    expect(await guest).toBe('done');
    expect(other.used.slices).toBeGreaterThan(before);
  });

  test('an error is passed on; an abort counts until it has begun', async () => {
    const world = createWorld();
    const failing = world.budget.exclusive('present', async () => {
      throw new Error('guest');
    });
    await expect(failing).rejects.toThrow('guest');
    const stop = new AbortController();
    let finish!: () => void;
    const first = world.budget.exclusive(
      'present',
      () => new Promise<void>((resolve) => (finish = resolve)),
      stop,
    );
    const second = world.budget
      .exclusive('present', async () => 'never', stop)
      .catch((error: unknown) => error);
    await world.advance(100);
    stop.abort();
    expect(await second).toMatchObject({ code: 'aborted' });
    finish();
    await first;
    await world.advance(100);
    expect(world.budget.stats.waiting.present).toBe(0);
  });
});

test('compiles two at a time, the most urgent first, and a failure is its own', async () => {
  const world = createWorld();
  const order: string[] = [];
  let running = 0;
  let most = 0;
  const job = (name: string) => async (): Promise<string> => {
    order.push(name);
    most = Math.max(most, ++running);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    running--;
    if (name === 'bad') throw new Error('line 3');
    return name;
  };
  const stop = new AbortController();
  const jobs = [
    world.budget.compile('background', job('c')),
    world.budget.compile('interactive', job('bad')).catch((error: Error) => error.message),
    world.budget.compile('background', job('d')),
    world.budget.compile('present', job('a')),
    world.budget.compile('background', job('never'), stop).catch((error: { code: string }) => error.code),
  ];
  stop.abort();
  for (let turn = 0; turn < 40; turn++) await world.advance(1);
  expect(await Promise.all(jobs)).toEqual(['c', 'line 3', 'd', 'a', 'aborted']);
  expect(order).toEqual(['a', 'bad', 'c', 'd']);
  expect(most).toBe(2);
});

describe('holders', () => {
  test('share a budget, the smallest wish counts, and disposing ends only own work', async () => {
    const world = createWorld({ budgetMs: 4 });
    const careful = world.holder(1);
    expect(world.budget.budgetMs).toBe(1);
    const own = careful.run('background', [world.slice('own', 0.1)]).catch((error: unknown) => error);
    const other = endless(world, 'background', 0.2);
    careful.dispose();
    careful.dispose();
    expect(await own).toMatchObject({ code: 'disposed' });
    expect(world.budget.budgetMs).toBe(4);
    await expect(careful.run('background', [])).rejects.toMatchObject({ code: 'disposed' });
    await world.advance(500);
    expect(other.used.slices).toBeGreaterThan(10);
  });

  test('are made per device; arguments are checked', async () => {
    const gpu = await createGpu({ gpu: fakeGpu() });
    const first = createFrameBudget(gpu);
    expect(first.budgetMs).toBe(2);
    const second = createFrameBudget(gpu, { budgetMs: 3 });
    expect(first.budgetMs).toBe(3);
    for (const budgetMs of [0, -1, Number.NaN, 2000, '2' as unknown as number]) {
      expect(() => createFrameBudget(gpu, { budgetMs })).toThrow('budgetMs must be above 0');
    }
    expect(() => createFrameBudget({} as typeof gpu)).toThrow('gpu must come from createGpu()');
    const waiting = second.exclusive('present', () => new Promise(() => {}), { label: 'guest' });
    const caught = waiting.catch((error: unknown) => error);
    gpu.dispose();
    expect(await caught).toMatchObject({ code: 'disposed', message: 'guest: its Gpu was disposed.' });
  });
});
