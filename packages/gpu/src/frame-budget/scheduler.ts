import { createAllowance, type Allowance } from './allowance.ts';
import { createCostModel, type CostModel } from './costs.ts';
import type { Gpu } from '../gpu.ts';
import type { BudgetHost } from './host.ts';
import { createPump } from './pump.ts';
import type { Entry } from './run.ts';
import { createTicker, type Ticker } from './ticker.ts';
import { createTurns, type Turns } from './turns.ts';

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

export function createScheduler(
  gpu: Pick<Gpu, 'device' | 'isLost'>,
  host: BudgetHost,
  budgetMs: () => number,
): Scheduler {
  const turns = createTurns();
  const costs = createCostModel();
  const allowance = createAllowance(budgetMs);
  const pump = createPump(gpu, host, { turns, costs, allowance, budgetMs }, () => ticker.isFree);
  const ticker = createTicker(
    host,
    () => {
      allowance.tick();
      pump.pump();
      return turns.entries.size > 0 || pump.queueDepth > 0 || pump.hasGuest;
    },
    pump.pump,
  );
  return {
    allowance,
    costs,
    turns,
    ticker,
    get queueDepth() {
      return pump.queueDepth;
    },
    add(entry) {
      turns.add(entry);
      ticker.watch();
    },
    pump: pump.pump,
    reset() {
      pump.reset();
      host.calibrator.dispose();
    },
    dispose() {
      pump.stop();
      ticker.dispose();
      host.calibrator.dispose();
    },
  };
}
