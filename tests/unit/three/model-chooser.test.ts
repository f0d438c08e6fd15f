import { expect, test } from 'vitest';
import {
  createModelChooser,
  type ModelChoice,
  type ModelChooser,
} from '../../../packages/three/src/model-chooser.ts';

const fullHd = 1920 * 1080;
/** Costs of a GPU beside the analytic path, unlike what the chooser expects. */
const cost: Record<ModelChoice, number> = { none: 1, lite: 1.48, standard: 1.95 };

/** Plays frames on a GPU that takes `analyticMs` at full HD; returns the changes. */
function play(
  chooser: ModelChooser,
  analyticMs: number,
  { frames = 600, pixels = fullHd, missing = [] as ModelChoice[], costs = cost } = {},
): ModelChoice[] {
  const changes: ModelChoice[] = [];
  for (let i = 0; i < frames; i++) {
    const hiccup = i % 17 === 0 ? 5 : 1;
    const ms = analyticMs * costs[chooser.choice] * (pixels / fullHd) * hiccup;
    const wanted = chooser.add(ms, pixels);
    if (wanted === undefined) continue;
    chooser.settle(wanted, !missing.includes(wanted));
    changes.push(wanted);
  }
  return changes;
}

test.each<[number, ModelChoice]>([
  [0.2, 'standard'],
  [0.9, 'standard'],
  [1.2, 'lite'],
  [1.6, 'none'],
  [20, 'none'],
])('%s ms for the analytic path at 60 frames a second: %s', (ms, expected) => {
  const chooser = createModelChooser(60);
  const changes = play(chooser, ms);
  expect(chooser.choice).toBe(expected);
  expect(changes).toEqual(expected === 'none' ? [] : [expected]);
  expect(chooser.measuredMs).toBeCloseTo(ms * cost[expected], 6);
});

test('a rate that leaves less time chooses less', () => {
  const chooser = createModelChooser(144);
  play(chooser, 0.9);
  expect(chooser.choice).toBe('none');
});

test('a network that takes longer than expected is left once, and tried again at a smaller size', () => {
  const chooser = createModelChooser(60);
  const costs = { none: 1, lite: 1.5, standard: 4 };
  expect(play(chooser, 0.7, { costs })).toEqual(['standard', 'lite']);
  expect(play(chooser, 0.7, { costs, pixels: fullHd * 0.9 })).toEqual([]);
  expect(play(chooser, 0.7, { costs, pixels: fullHd / 4 })).toEqual(['standard']);
});

test('what cannot be loaded is asked for once, and the next is taken', () => {
  const chooser = createModelChooser(60);
  expect(play(chooser, 0.2, { missing: ['standard'] })).toEqual(['standard', 'lite']);
  expect(play(chooser, 0.2, { missing: ['standard'] })).toEqual([]);
  const bare = createModelChooser(60);
  expect(play(bare, 0.2, { missing: ['standard', 'lite'] })).toEqual(['standard', 'lite']);
  expect(bare.choice).toBe('none');
});

test('a growing picture steps down', () => {
  const chooser = createModelChooser(60);
  play(chooser, 0.9);
  expect(chooser.choice).toBe('standard');
  expect(play(chooser, 0.9, { pixels: fullHd * 4 })).toEqual(['lite', 'none']);
});
