import type { Gpu } from '../gpu.ts';
import { createCompileQueue, type CompileQueue } from './compile-queue.ts';
import type { BudgetHost } from './host.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { priorities, type BudgetPriority, type FrameBudget, type FrameBudgetStats } from './types.ts';

/** What all holders of a device's budget share. */
export type Core = {
  scheduler: Scheduler;
  compiling: CompileQueue;
  /** What each holder asked for, in ms; undefined where it asked for nothing. */
  wishes: Map<FrameBudget, number | undefined>;
  budgetMs(): number;
};

/** Milliseconds between two frames where nobody asks for another number. */
const defaultBudget = 2;

export function createCore(gpu: Pick<Gpu, 'device' | 'isLost'>, host: BudgetHost): Core {
  const wishes: Core['wishes'] = new Map();
  const budgetMs = (): number => {
    const asked = [...wishes.values()].filter((wish) => wish !== undefined);
    return asked.length > 0 ? Math.min(...asked) : defaultBudget;
  };
  return {
    scheduler: createScheduler(gpu, host, budgetMs),
    compiling: createCompileQueue(host.post),
    wishes,
    budgetMs,
  };
}

export function readStats({ scheduler, compiling }: Core): FrameBudgetStats {
  const { allowance, costs, turns, queueDepth } = scheduler;
  const { share, frames, late } = allowance;
  const count = (priority: BudgetPriority): number =>
    [...turns.entries].filter((entry) => entry.priority === priority).length + compiling.waiting(priority);
  const waiting = Object.fromEntries(priorities.map((priority) => [priority, count(priority)]));
  return {
    share,
    frames,
    late,
    queueDepth,
    waiting: waiting as Record<BudgetPriority, number>,
    costs: costs.table(),
  };
}
