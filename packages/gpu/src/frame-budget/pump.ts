import type { Allowance } from './allowance.ts';
import { composeBatch } from './compose.ts';
import type { CostModel } from './costs.ts';
import type { Gpu } from '../gpu.ts';
import type { BudgetHost } from './host.ts';
import type { Entry } from './run.ts';
import { createSubmitter } from './submitter.ts';
import type { Turns } from './turns.ts';

/** Moves slices from the turns to the GPU, as far as the allowance goes. */
export interface Pump {
  /** Submits that are not finished. */
  readonly queueDepth: number;
  /** Whether a guest has the device. */
  readonly hasGuest: boolean;
  /** Submits what may be submitted now. */
  pump(): void;
  /** The device and all on it are gone. */
  reset(): void;
  /** Submits nothing from now on. */
  stop(): void;
}

/** Submits on the GPU at a time: one that runs, and one so that the GPU need not wait for the page. */
const mostSubmits = 2;
/** Slices in one submit. */
const mostSlices = 256;
/** Turns of the promise queue in which an async generator that awaits nothing reaches its next yield. */
const yieldTurns = 8;

/** @param isFree Whether no frames are drawn now, so that nothing needs to be waited for but the GPU itself. */
export function createPump(
  gpu: Pick<Gpu, 'device' | 'isLost'>,
  host: BudgetHost,
  parts: { turns: Turns; costs: CostModel; allowance: Allowance; budgetMs: () => number },
  isFree: () => boolean,
): Pump {
  const { turns, costs, allowance, budgetMs } = parts;
  const submitter = createSubmitter(gpu, host, parts, pump);
  let guest: Entry | undefined;
  let isStopped = false;

  const compose = (): ReturnType<typeof composeBatch> =>
    composeBatch({
      turns,
      costs,
      allowance,
      budgetMs: budgetMs(),
      limit: Math.min(mostSlices, Math.max(1, budgetMs() / submitter.recordingMs)),
      isQueueEmpty: submitter.queueDepth === 0,
      now: host.now(),
    });

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

  /** Lets generators yield first that go on right after a submit. */
  async function pumpSoon(): Promise<void> {
    for (let turn = 0; turn < yieldTurns; turn++) await Promise.resolve();
    pump();
  }

  const isOpen = (): boolean => !isStopped && !gpu.isLost && !guest;

  function pump(): void {
    while (isOpen() && submitter.queueDepth < mostSubmits) {
      const next = compose();
      if (!next) break;
      if ('items' in next) {
        submitter.send(next);
        void pumpSoon();
        return;
      }
      invite(next);
    }
    if (isOpen() && isFree() && submitter.queueDepth === 0 && turns.hasReady) {
      allowance.tick();
      host.post(pump);
    }
  }

  return {
    get queueDepth() {
      return submitter.queueDepth;
    },
    get hasGuest() {
      return guest !== undefined;
    },
    pump,
    reset() {
      guest = undefined;
      submitter.reset();
    },
    stop: () => void (isStopped = true),
  };
}
