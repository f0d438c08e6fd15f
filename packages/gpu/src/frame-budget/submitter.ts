import { submitBatch, type BatchItem, type BatchTimes } from './batch.ts';
import { createCompletionClock } from './clock.ts';
import type { Batch } from './compose.ts';
import type { CostModel } from './costs.ts';
import { FrameloomError } from '../errors.ts';
import type { Gpu } from '../gpu.ts';
import type { BudgetHost } from './host.ts';
import { createLearner } from './learn.ts';
import type { Turns } from './turns.ts';

/** Submits batches and learns from their ends. */
export interface Submitter {
  /** Submits that are not finished. */
  readonly queueDepth: number;
  /** Milliseconds of JavaScript per recorded slice. */
  readonly recordingMs: number;
  send(batch: Batch): void;
  /** The device and all on it are gone: what is heard of it from now on does not matter. */
  reset(): void;
}

/** @param finished Called whenever a submit is finished. */
export function createSubmitter(
  gpu: Pick<Gpu, 'device'>,
  host: BudgetHost,
  { costs, turns }: { costs: CostModel; turns: Turns },
  finished: () => void,
): Submitter {
  const learner = createLearner(costs, createCompletionClock());
  let queueDepth = 0;
  /** Counts devices. */
  let generation = 0;
  let recordingMs = 0.05;

  function finish(items: BatchItem[], times: BatchTimes, settle: Batch['settle']): void {
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

  return {
    get queueDepth() {
      return queueDepth;
    },
    get recordingMs() {
      return recordingMs;
    },
    send({ items, isAlone, settle }) {
      const start = host.now();
      const sent = submitBatch(gpu.device, host, items, isAlone);
      recordingMs += ((host.now() - start) / items.length - recordingMs) / 8;
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
        finished();
      });
    },
    reset() {
      generation++;
      queueDepth = 0;
      learner.clear();
    },
  };
}
