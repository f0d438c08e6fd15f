// A level on a device of createGpu() goes on after every loss, from its last step.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { createGpu, type Gpu } from '@frameloom/gpu';
import { loadLevel, type Level } from '@frameloom/world';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readPicture } from './pictures.ts';

const folder = pathToFileURL(`${join(import.meta.dirname, '../../../models/maze/level')}/`);
let gpu: Gpu;
let level: Level;
beforeEach(async () => {
  gpu = await createGpu({ label: 'loss' });
  level = await loadLevel(gpu, folder, { label: 'loss' });
});
afterEach(() => {
  level.dispose();
  gpu.dispose();
  vi.restoreAllMocks();
});

const actionAt = (step: number): number => (step >> 2) % 5;
const play = (count: number): void => {
  for (let i = 0; i < count; i++) level.step(actionAt(level.stepCount));
};
const rebuilt = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = level.onRebuild(() => {
      stop();
      resolve();
    });
  });
async function lose(): Promise<void> {
  const back = rebuilt();
  gpu.device.destroy();
  await back;
}
async function look(): Promise<{ state: number[]; picture: Uint8Array }> {
  return { state: [...(await level.readState())], picture: await readPicture(gpu.device, level.output) };
}

test('twenty losses in a row change nothing', { timeout: 300_000 }, async () => {
  // More than a few losses in half a minute are taken for a page that kills its device.
  let minutes = 0;
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + minutes * 60_000);
  level.reset({ seed: 5, start: 2 });
  for (let loss = 1; loss <= 20; loss++) {
    // Also more steps than are kept, also none.
    play((loss * 17) % 90);
    minutes++;
    await lose();
    expect(level.isLost).toBe(false);
  }
  const { bytes } = gpu.memory;
  const steps = level.stepCount;
  const after = await look();
  expect(after.state[0]).toBe(steps);
  level.reset({ seed: 5, start: 2 });
  play(steps);
  expect(await look()).toEqual(after);
  expect(gpu.memory.bytes).toBe(bytes);
});

test('while there is no device the level says so, and takes a reset', { timeout: 120_000 }, async () => {
  level.reset({ seed: 3, start: 1 });
  play(5);
  const { device } = gpu;
  const back = rebuilt();
  const reading = level.readState().then(
    () => 'read',
    (error: unknown) => error,
  );
  device.destroy();
  await device.lost;
  await Promise.resolve();
  expect(level.isLost).toBe(true);
  for (const call of [() => level.step(0), () => level.snapshot(), () => level.drawMemory()]) {
    expect(call).toThrow(expect.objectContaining({ code: 'device-lost' }));
  }
  const outcome = await reading;
  if (outcome !== 'read') expect(outcome).toMatchObject({ name: 'FrameloomError', code: 'device-lost' });
  const old = level.output;
  level.reset({ seed: 8, start: 6 });
  await back;
  expect(level.output).not.toBe(old);
  expect(level.stepCount).toBe(0);
  const fresh = await look();
  level.reset({ seed: 8, start: 6 });
  expect(await look()).toEqual(fresh);
});

test('snapshots outlive the device that they lie on', { timeout: 120_000 }, async () => {
  level.reset({ seed: 21, start: 3 });
  play(70);
  // By now the state has been read back once.
  await gpu.device.queue.onSubmittedWorkDone();
  play(9);
  const snapshot = level.snapshot();
  const kept = await look();
  play(30);
  await lose();
  await expect(snapshot.read()).rejects.toMatchObject({ code: 'device-lost' });
  level.restore(snapshot);
  expect(level.stepCount).toBe(79);
  expect(await look()).toEqual(kept);
  // And it goes on from there after the next loss.
  play(3);
  const later = await look();
  await lose();
  expect(await look()).toEqual(later);
  snapshot.dispose();
});
