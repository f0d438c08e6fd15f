import type { Allowance } from './allowance.ts';
import type { BatchItem } from './batch.ts';
import type { CostModel } from './costs.ts';
import type { Entry } from './run.ts';
import { priorities } from './types.ts';
import type { Turns, Verdict } from './turns.ts';

/** Slices for one submit, with their time reserved. */
export type Batch = {
  items: BatchItem[];
  /** Whether it holds slices that could not be kept under the budget. */
  isExempt: boolean;
  /** Whether it is one slice, to be measured. */
  isAlone: boolean;
  /** To be called with what it took, in ms, and how far that may be off. */
  settle: ReturnType<Allowance['reserve']>;
};

/** What a batch is chosen from, and what it has to keep to. */
export type Choice = {
  turns: Turns;
  costs: CostModel;
  allowance: Allowance;
  budgetMs: number;
  /** Slices, at most. */
  limit: number;
  /** Whether nothing is unfinished on the GPU. */
  isQueueEmpty: boolean;
  now: number;
};

type Draft = Omit<Batch, 'settle'>;

/** The next batch, or the guest whose turn it is; undefined where nothing may be submitted now. */
export function composeBatch(choice: Choice): Batch | Entry | undefined {
  const { turns, costs, allowance, budgetMs, limit, now } = choice;
  const draft: Draft = { items: [], isExempt: false, isAlone: false };
  const settled: Batch['settle'][] = [];
  while (draft.items.length < limit && !draft.isAlone) {
    const entry = turns.pick((candidate) => judge(candidate, draft, choice));
    if (!entry) break;
    if (entry.start) return entry;
    const { ms: predicted } = costs.plan(entry.next!, now);
    // Reserved at once, so that the next judgement knows of it.
    const reserved = predicted === undefined ? budgetMs : predicted * allowance.margin;
    settled.push(allowance.reserve(reserved, draft.isExempt));
    turns.charge(entry, predicted ?? reserved);
    draft.items.push({ entry, slice: entry.take(), predicted, charged: predicted ?? reserved });
  }
  if (draft.items.length === 0) return undefined;
  return {
    ...draft,
    settle: (ms, doubt) => settled.forEach((settle) => settle(ms / settled.length, doubt / settled.length)),
  };
}

function judge(entry: Entry, draft: Draft, { costs, allowance, isQueueEmpty, now }: Choice): Verdict {
  const isFirst = draft.items.length === 0;
  // A guest waits for an empty queue, and nobody may fill it before it had its turn.
  if (entry.start) return isFirst && isQueueEmpty && allowance.isFresh ? 'take' : 'hold';
  const { ms, alone } = costs.plan(entry.next!, now);
  const needed = ms === undefined ? Infinity : ms * allowance.margin;
  if (needed > allowance.left && !allowance.isFresh) return 'skip';
  // A more urgent generator may have more once this batch is submitted.
  const rank = priorities.indexOf(entry.priority);
  if (draft.items.some((item) => !item.entry.next && priorities.indexOf(item.entry.priority) < rank))
    return 'hold';
  if (alone && !isFirst) return 'hold';
  draft.isAlone = alone;
  draft.isExempt ||= alone || needed > allowance.left;
  return 'take';
}
