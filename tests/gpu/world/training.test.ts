// A small network learns a game of one moving square from a recording, and is played as a level.
import { createEpisodeFile, loadLevel } from '@frameloom/world';
import { teachLevel } from '@frameloom/world/training';
import { expect, test } from 'vitest';
import { useGpu } from '../../support/gpu-test.ts';

const fixture = useGpu();
const side = 16;

test('a recording becomes a level that can be played', { timeout: 240_000 }, async () => {
  const { gpu } = fixture;
  const recording = await record();
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
  const recording = await record();
  await expect(teachLevel(gpu, await record(12))).rejects.toThrow(
    'sides of a multiple of 16 pixels, got 16×12',
  );
  await expect(teachLevel(gpu, recording, { actions: [{ name: 'up', keys: [] }] })).rejects.toThrow(
    'actions must be still, right, as the recording has them',
  );
  await expect(teachLevel(gpu, recording, { starts: [] })).rejects.toThrow(
    'starts must be pairs of pictures',
  );
});

/** A square that goes right around, when it is told. */
async function record(height = side): Promise<Uint8Array> {
  const file = createEpisodeFile();
  for (let game = 0; game < 3; game++) {
    const actions = Uint8Array.from({ length: 20 }, (_, i) => Number((i + game) % 3 > 0));
    const frames = new Uint8Array(21 * side * height);
    let x = game * 3;
    for (let i = 0; i <= 20; i++) {
      for (let y = 4; y < 8; y++)
        for (let dx = 0; dx < 4; dx++) frames[(i * height + y) * side + ((x + dx) % side)] = 1;
      x += actions[i] ?? 0;
    }
    await file.add({ seed: game, bot: 'none', actions, movers: new Int16Array(), frames });
  }
  return file.finish({
    format: 'frameloom-episodes',
    version: 1,
    level: 'square',
    actions: ['still', 'right'],
    frame: { width: side, height },
    palette: [
      [0, 0, 0],
      [255, 255, 255],
    ],
  });
}
