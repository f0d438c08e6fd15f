import { expect, test } from 'vitest';
import { createJournal } from '../../../packages/world/src/level/journal.ts';

const state = (step: number): Uint32Array<ArrayBuffer> => Uint32Array.of(step, 7, step * 10);

test('a state that was read back takes the place of the actions before it', () => {
  const journal = createJournal(state(0), true);
  for (const action of [1, 2, 3, 4]) journal.add(action);
  expect(journal.mark()).toEqual({ words: state(0), actions: [1, 2, 3, 4], stepCount: 4 });
  journal.confirm(state(3), journal.game);
  expect(journal.mark()).toEqual({ words: state(3), actions: [4], stepCount: 4 });
  expect([journal.stepCount, journal.pending]).toEqual([4, 1]);
});

test('a state of another game, or from elsewhere in this one, changes nothing', () => {
  const journal = createJournal(state(0), true);
  const before = journal.game;
  journal.begin({ words: state(5), actions: [2], stepCount: 6 });
  journal.add(3);
  const mark = journal.mark();
  journal.confirm(state(6), before);
  journal.confirm(state(4), journal.game);
  journal.confirm(state(8), journal.game);
  expect(journal.mark()).toEqual(mark);
  expect(mark).toEqual({ words: state(5), actions: [2, 3], stepCount: 7 });
});

test('marks stay as they are', () => {
  const journal = createJournal(state(0), true);
  journal.add(1);
  const mark = journal.mark();
  journal.add(2);
  journal.begin(mark);
  journal.add(3);
  expect(mark.actions).toEqual([1]);
  expect(journal.stepCount).toBe(2);
});

test('without a use for actions it only counts', () => {
  const journal = createJournal(state(0), false);
  journal.add(1);
  expect([journal.stepCount, journal.pending]).toEqual([1, 0]);
});
