import type { Entry } from './run.ts';
import { priorities, type BudgetPriority } from './types.ts';

/** What the caller makes of an entry whose turn it is: submit it, pass over it, or keep the rest waiting for it. */
export type Verdict = 'take' | 'skip' | 'hold';

/** Whose turn it is on the GPU. */
export interface Turns {
  add(entry: Entry): void;
  remove(entry: Entry): void;
  readonly entries: ReadonlySet<Entry>;
  /** Whether somebody has something to submit. */
  readonly hasReady: boolean;
  /** Offers entries in the order of their turns until one is taken or the rest is held. */
  pick(judge: (entry: Entry) => Verdict): Entry | undefined;
  /** `entry` used `ms` of GPU time; negative to correct an earlier charge. */
  charge(entry: Entry, ms: number): void;
}

/**
 * What a priority gets of the time of those above it while it has work ready: no priority starves. Three waiting ones
 * leave the most urgent at least 85 %.
 */
const leastShare = 0.05;
/** Milliseconds that can be owed: enough for a large slice, not for a flood of them. */
const mostOwed = 20;

type Class = {
  /** GPU time, in ms, that this priority was passed over for and is entitled to. */
  owed: number;
  /** Time had by the entry served last: what newcomers start with, so that they can't catch up on the past. */
  clock: number;
};

export function createTurns(): Turns {
  const entries = new Set<Entry>();
  const classes = Object.fromEntries(
    priorities.map((priority) => [priority, { owed: 0, clock: 0 }]),
  ) as Record<BudgetPriority, Class>;

  const isReady = (entry: Entry): boolean => entry.next !== undefined || entry.start !== undefined;

  /** The ready entries of a priority, the one with the least time first. */
  function readyOf(priority: BudgetPriority): Entry[] {
    return [...entries]
      .filter((entry) => entry.priority === priority && isReady(entry))
      .toSorted((a, b) => a.spent - b.spent);
  }

  return {
    entries,
    get hasReady() {
      return [...entries].some(isReady);
    },
    add(entry) {
      const { clock } = classes[entry.priority];
      const others = [...entries].filter(({ priority }) => priority === entry.priority);
      entry.spent =
        others.length > 0 ? Math.max(clock, Math.min(...others.map(({ spent }) => spent))) : clock;
      entries.add(entry);
    },
    remove(entry) {
      entries.delete(entry);
    },
    pick(judge) {
      const isOwed = (priority: BudgetPriority): boolean => classes[priority].owed > 0;
      const order = [...priorities.filter(isOwed), ...priorities.filter((priority) => !isOwed(priority))];
      for (const priority of order) {
        for (const entry of readyOf(priority)) {
          const verdict = judge(entry);
          if (verdict === 'hold') return undefined;
          if (verdict === 'take') return entry;
        }
      }
      return undefined;
    },
    charge(entry, ms) {
      entry.spent += ms;
      const own = classes[entry.priority];
      own.clock = Math.max(own.clock, entry.spent - Math.max(0, ms));
      // Served as owed, it pays; served because nobody more urgent was ready, it keeps its claim.
      if (own.owed > 0) own.owed -= Math.max(0, ms);
      for (const priority of priorities.slice(priorities.indexOf(entry.priority) + 1)) {
        const waits = [...entries].some((other) => other.priority === priority);
        const { owed } = classes[priority];
        classes[priority].owed = waits ? Math.min(mostOwed, owed + Math.max(0, ms) * leastShare) : 0;
      }
    },
  };
}
