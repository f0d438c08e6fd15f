import { createAllowance, type Allowance } from './allowance.ts';
import { submitBatch, type BatchItem, type BatchTimes } from './batch.ts';
import { createCompletionClock } from './clock.ts';
import { createCostModel, type CostModel } from './costs.ts';
import { FrameloomError } from '../errors.ts';
import type { Gpu } from '../gpu.ts';
import type { BudgetHost } from './host.ts';
import { createLearner } from './learn.ts';
import type { Entry } from './run.ts';
import { createTicker, type Ticker } from './ticker.ts';
import { priorities } from './types.ts';
import { createTurns, type Turns, type Verdict } from './turns.ts';

/** Puts slices into the gaps between frames. */
export interface Scheduler {
  readonly allowance: Allowance;
  readonly costs: CostModel;
  readonly turns: Turns;
  readonly ticker: Ticker;
  /** Submits that are not finished. */
  readonly queueDepth: number;
  add(entry: Entry): void;
  /** Submits what may be submitted now. */
  pump(): void;
  /** The device and all on it are gone. */
  reset(): void;
  dispose(): void;
}

/** Submits on the GPU at a time: one that runs, and one so that the GPU need not wait for the page. */
const mostSubmits = 2;
/** Slices in one submit. */
const mostSlices = 256;
/** Turns of the promise queue in which an async generator that awaits nothing reaches its next yield. */
const yieldTurns = 8;

type Settle = ReturnType<Allowance['reserve']>;
type Batch = { items: BatchItem[]; isExempt: boolean; isAlone: boolean };

export function createScheduler(
  gpu: Pick<Gpu, 'device' | 'isLost'>,
  host: BudgetHost,
  budgetMs: () => number,
): Scheduler {
  const turns = createTurns();
  const costs = createCostModel();
  const learner = createLearner(costs, createCompletionClock());
  const allowance = createAllowance(budgetMs);
  let queueDepth = 0;
  let guest: Entry | undefined;
  /** Counts devices: what is heard of an earlier one doesn't matter. */
  let generation = 0;
  /** Milliseconds of JavaScript per recorded slice. */
  let recording = 0.05;
  let isDisposed = false;

  const ticker = createTicker(
    host,
    () => {
      allowance.tick();
      pump();
      return turns.entries.size > 0 || queueDepth > 0 || guest !== undefined;
    },
    () => pump(),
  );

  function judge(entry: Entry, batch: Batch, now: number): Verdict {
    const isFirst = batch.items.length === 0;
    // A guest waits for an empty queue, and nobody may fill it before it had its turn.
    if (entry.start) return isFirst && queueDepth === 0 && allowance.isFresh ? 'take' : 'hold';
    const { ms, alone } = costs.plan(entry.next!, now);
    const needed = ms === undefined ? Infinity : ms * allowance.margin;
    if (needed > allowance.left && !allowance.isFresh) return 'skip';
    // A more urgent generator may have more once this batch is submitted.
    const rank = priorities.indexOf(entry.priority);
    if (batch.items.some((item) => !item.entry.next && priorities.indexOf(item.entry.priority) < rank))
      return 'hold';
    if (alone && !isFirst) return 'hold';
    batch.isAlone = alone;
    batch.isExempt ||= alone || needed > allowance.left;
    return 'take';
  }

  /** Reserves what it takes, so that the next judgement knows of it. */
  function compose(): { batch: Batch; settle: Settle } | Entry | undefined {
    const now = host.now();
    const batch: Batch = { items: [], isExempt: false, isAlone: false };
    const settled: Settle[] = [];
    const limit = Math.min(mostSlices, Math.max(1, budgetMs() / recording));
    while (batch.items.length < limit && !batch.isAlone) {
      const entry = turns.pick((candidate) => judge(candidate, batch, now));
      if (!entry) break;
      if (entry.start) return entry;
      const { ms: predicted } = costs.plan(entry.next!, now);
      const reserved = predicted === undefined ? budgetMs() : predicted * allowance.margin;
      settled.push(allowance.reserve(reserved, batch.isExempt));
      turns.charge(entry, predicted ?? reserved);
      batch.items.push({ entry, slice: entry.take(), predicted, charged: predicted ?? reserved });
    }
    if (batch.items.length === 0) return undefined;
    return {
      batch,
      settle: (ms, doubt) => settled.forEach((settle) => settle(ms / settled.length, doubt / settled.length)),
    };
  }

  function send({ items, isAlone }: Batch, settle: Settle): void {
    const start = host.now();
    const sent = submitBatch(gpu.device, host, items, isAlone);
    recording += ((host.now() - start) / items.length - recording) / 8;
    if (!sent) {
      settle(0, 0);
      return;
    }
    queueDepth++;
    const { submitted } = sent;
    for (const entry of new Set(submitted.map((item) => item.entry))) entry.submitted();
    const device = generation;
    void sent.times.then((times) => {
      if (device !== generation) return;
      queueDepth--;
      finish(submitted, times, settle);
      pump();
    });
  }

  function finish(items: BatchItem[], times: BatchTimes, settle: Settle): void {
    if (times.problem !== undefined) {
      settle(0, 0);
      // WebGPU refuses a submit as a whole: the work of everybody in it is missing.
      for (const { entry } of items) {
        entry.fail(new FrameloomError('validation', `${entry.label}: ${times.problem.trim()}`));
      }
      return;
    }
    const { took, isCertain } = learner.learn(items, times, () => host.calibrator.distrust());
    settle(
      took.reduce((sum, ms) => sum + ms, 0),
      isCertain ? 0 : learner.tolerance,
    );
    items.forEach(({ entry, slice, charged }, index) => {
      turns.charge(entry, took[index]! - charged);
      entry.finished(slice);
    });
  }

  function invite(entry: Entry): void {
    guest = entry;
    turns.remove(entry);
    const begun = host.now();
    void entry.start!().then(() => {
      if (guest !== entry) return;
      guest = undefined;
      turns.charge(entry, host.now() - begun);
      allowance.exhaust();
      pump();
    });
  }

  const isOpen = (): boolean => !isDisposed && !gpu.isLost && !guest;

  /** Lets generators yield first that go on right after a submit. */
  async function pumpSoon(): Promise<void> {
    for (let turn = 0; turn < yieldTurns; turn++) await Promise.resolve();
    pump();
  }

  function pump(): void {
    while (isOpen() && queueDepth < mostSubmits) {
      const next = compose();
      if (!next) break;
      if ('batch' in next) {
        send(next.batch, next.settle);
        void pumpSoon();
        return;
      }
      invite(next);
    }
    // Without frames there is nothing to wait for but the GPU itself.
    if (isOpen() && ticker.isFree && queueDepth === 0 && turns.hasReady) {
      allowance.tick();
      host.post(pump);
    }
  }

  return {
    allowance,
    costs,
    turns,
    ticker,
    get queueDepth() {
      return queueDepth;
    },
    add(entry) {
      turns.add(entry);
      ticker.watch();
    },
    pump,
    reset() {
      generation++;
      queueDepth = 0;
      guest = undefined;
      learner.clear();
      host.calibrator.dispose();
    },
    dispose() {
      isDisposed = true;
      ticker.dispose();
      host.calibrator.dispose();
    },
  };
}
