// A small network learns a game of one moving square from a recording, and is played as a level.
import { loadLevel } from '@frameloom/world';
import { teachLevel } from '@frameloom/world/training';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';
import { recordSquare } from '../../support/record-square.ts';

const fixture = useGpu();
test('a recording becomes a level that can be played', { timeout: 240_000 }, async () => {
  const { gpu } = fixture;
  const recording = await recordSquare();
  const options = {
    steps: 14,
    batch: 2,
    rate: 0.02,
    actions: ['still', 'right'].map((name) => ({ name, keys: [] })),
  };
  const teacher = await teachLevel(gpu, recording, options);
  teacher.learn();
  const first = await teacher.figures();
  expect(first).toMatchObject({ step: 1, steps: 14, length: 1 });
  while (teacher.step < 10) teacher.learn();
  await teacher.figures();
  while (teacher.step < teacher.steps) teacher.learn();
  const last = await teacher.figures();
  expect(last.right).toBeGreaterThan(first.right + 0.02);
  expect(last.changes).toBeGreaterThan(0.2);
  const files = await teacher.files();
  teacher.dispose();
  expect(gpu.memory.byOwner()['world/teacher'] ?? 0).toBe(0);

  const level = await loadLevel(gpu, files, { precision: 'f32' });
  expect(level.info.actions.map(({ name }) => name)).toEqual(['still', 'right']);
  expect(level.info.starts.length).toBe(3);
  level.step('right');
  expect(level.stepCount).toBe(1);
  level.dispose();
});

test('says what nothing can be learned from', async () => {
  const { gpu } = fixture;
  const recording = await recordSquare();
  await expect(teachLevel(gpu, await recordSquare(12))).rejects.toThrow(
    'sides of a multiple of 16 pixels, got 16×12',
  );
  await expect(teachLevel(gpu, recording, { actions: [{ name: 'up', keys: [] }] })).rejects.toThrow(
    'actions must be still, right, as the recording has them',
  );
  await expect(teachLevel(gpu, recording, { starts: [] })).rejects.toThrow(
    'starts must be pairs of pictures',
  );
});
