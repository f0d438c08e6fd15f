// A level on a device of createGpu() goes on after every loss, from its last step.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { createGpu, type Gpu } from '@frameloom/gpu';
import { loadLevel, type Level } from '@frameloom/world';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLevel } from '../../../packages/world/src/level/create-level.ts';
import { createSession } from '../../../packages/world/src/level/session.ts';
import { countingFiles } from './counting-level.ts';
import { readPicture } from './pictures.ts';

const folder = pathToFileURL(`${join(import.meta.dirname, '../../../models/maze/level')}/`);
let gpu: Gpu;
let level: Level;
beforeEach(async () => {
  gpu = await createGpu({ label: 'loss' });
});
afterEach(() => {
  level.dispose();
  gpu.dispose();
  vi.restoreAllMocks();
});

const load = async (): Promise<void> => {
  level = await loadLevel(gpu, folder, { label: 'loss' });
};
const actionAt = (step: number): number => (step >> 2) % level.info.actions.length;
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

/** More than a few losses in half a minute are taken for a page that kills its device. */
function passMinutes(): () => void {
  let minutes = 0;
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + minutes * 60_000);
  return () => minutes++;
}

async function expectNothingLost(losses: number, stepsBefore: (loss: number) => number): Promise<void> {
  const wait = passMinutes();
  level.reset({ seed: 5, start: 1 });
  for (let loss = 1; loss <= losses; loss++) {
    play(stepsBefore(loss));
    wait();
    await lose();
    expect(level.isLost).toBe(false);
  }
  const { bytes } = gpu.memory;
  const steps = level.stepCount;
  const after = await look();
  expect(after.state[0]).toBe(steps);
  level.reset({ seed: 5, start: 1 });
  play(steps);
  expect(await look()).toEqual(after);
  expect(gpu.memory.bytes).toBe(bytes);
}

test('twenty losses in a row change nothing', { timeout: 120_000 }, async () => {
  level = await createLevel(gpu, countingFiles, { label: 'loss' });
  // Also more steps than are kept, also none.
  await expectNothingLost(20, (loss) => (loss * 17) % 90);
});

test('losses change nothing in a level with cells', { timeout: 240_000 }, async () => {
  await load();
  await expectNothingLost(2, (loss) => 15 * loss);
});

test('what was read back need not be played again', { timeout: 60_000 }, async () => {
  level = await createLevel(gpu, countingFiles, { label: 'loss' });
  const session = await createSession(gpu, countingFiles, { label: 'session' });
  for (let i = 0; i < 300; i++) {
    session.submit((encoder) => session.engine.step(encoder, i % 3));
    session.note(i % 3);
    if (i % 20 === 0) await session.readState();
  }
  expect(session.journal.stepCount).toBe(300);
  expect(session.journal.pending).toBeLessThan(100);
  session.dispose();
});

test('what is recorded into an encoder comes back as well', { timeout: 120_000 }, async () => {
  level = await createLevel(gpu, countingFiles, { label: 'loss' });
  for (let round = 0; round < 5; round++) {
    const encoder = gpu.device.createCommandEncoder();
    for (let i = 0; i < 40; i++) level.record(encoder, actionAt(level.stepCount));
    gpu.device.queue.submit([encoder.finish()]);
    await gpu.device.queue.onSubmittedWorkDone();
  }
  const before = await look();
  expect(before.state[0]).toBe(200);
  await lose();
  expect(await look()).toEqual(before);
});

test('while there is no device the level says so, and takes a reset', { timeout: 120_000 }, async () => {
  await load();
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
  level.reset({ seed: 8, start: 1 });
  await back;
  expect(level.output).not.toBe(old);
  expect(level.stepCount).toBe(0);
  const fresh = await look();
  level.reset({ seed: 8, start: 1 });
  expect(await look()).toEqual(fresh);
});

test('snapshots outlive the device that they lie on', { timeout: 120_000 }, async () => {
  level = await createLevel(gpu, countingFiles, { label: 'loss' });
  level.reset({ seed: 21, start: 1 });
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
