// The level as its user meets it: what goes wrong is said once and clearly, and nothing grows.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { borrowGpu, FrameloomError } from '@frameloom/gpu';
import { loadLevel, type Level } from '@frameloom/world';
import { expect, test } from 'vitest';
import { requestAdapter, requestFullDevice, useGpu } from '../../support/gpu-test.ts';
import { soakLevel } from '../../soak/world/soak.ts';
import { readPicture } from './pictures.ts';

const fixture = useGpu();
const folder = fileURLToPath(new URL('../../../models/maze/level', import.meta.url));
const load = (): Promise<Level> => loadLevel(fixture.gpu, pathToFileURL(`${folder}/`));

test('bad calls leave the level as it was', { timeout: 120_000 }, async () => {
  const level = await load();
  level.reset({ seed: 3, start: 1 });
  level.step('left');
  const before = [...(await level.readState())];
  const wrong: [() => unknown, RegExp][] = [
    [() => level.step('jump'), /action must be one of 0 stay, .*got "jump"/],
    [() => level.step(99), /got 99/],
    [() => level.step(0.5), /got 0.5/],
    [() => level.reset({ start: 'nowhere' }), /start must be a number below/],
    [() => level.reset({ seed: -1 }), /seed must be a whole number/],
    [() => level.recordActions(), /Call reset\(\) before recordActions/],
    [() => level.record(), /Call reset\(\) before recordActions/],
    [() => level.restore(new Uint8Array(12)), /a state of this level has/],
  ];
  for (const [call, message] of wrong) {
    expect(call).toThrow(FrameloomError);
    expect(call).toThrow(message);
  }
  expect([...(await level.readState())]).toEqual(before);
  expect(level.stepCount).toBe(1);
  // A moment as bytes, played on from twice, gives the same pictures.
  const moment = level.snapshot();
  const bytes = await moment.read();
  const play = async (): Promise<Uint8Array> => {
    for (const action of [1, 2, 2]) level.step(action);
    return readPicture(fixture.device, level.output);
  };
  const first = await play();
  level.restore(bytes);
  expect(level.stepCount).toBe(1);
  expect(await play()).toEqual(first);
  moment.dispose();
  level.dispose();
  expect(() => level.step(0)).toThrow(/used after dispose/);
});

test('a recording plays again to the same picture', { timeout: 120_000 }, async () => {
  const level = await load();
  level.reset({ seed: 9, start: 2 });
  const end = level.recordActions();
  for (let i = 0; i < 8; i++) level.step(i % 5);
  const { seed, start, actions } = end();
  const picture = await readPicture(fixture.device, level.output);
  level.reset({ seed, start });
  for (const action of actions) level.step(action);
  expect(await readPicture(fixture.device, level.output)).toEqual(picture);
  level.dispose();
});

test('a lost device of a host is one clear error', { timeout: 120_000 }, async () => {
  const gpu = borrowGpu(await requestFullDevice(await requestAdapter()));
  const level = await loadLevel(gpu, pathToFileURL(`${folder}/`));
  gpu.device.destroy();
  await gpu.device.lost;
  await Promise.resolve();
  for (const call of [() => level.step(0), () => level.reset(), () => level.snapshot()]) {
    expect(call).toThrow(/the GPU device that the level lived on went away/);
  }
  level.dispose();
});

test('steps recorded in one encoder are single steps, bit for bit', { timeout: 120_000 }, async () => {
  const level = await load();
  const { device } = fixture;
  const actions = Array.from({ length: 16 }, (_, i) => (3 * i + (i >> 2)) % 5);
  level.reset({ seed: 12, start: 4 });
  const end = level.recordActions();
  const encoder = device.createCommandEncoder();
  for (const action of actions) level.record(encoder, action);
  // What is wrong records nothing.
  expect(() => level.record(encoder, 'jump')).toThrow(/action must be one of/);
  device.queue.submit([encoder.finish()]);
  expect(level.stepCount).toBe(16);
  expect(end()).toMatchObject({ seed: 12, start: 4, actions });
  const [state, picture] = [await level.readState(), await readPicture(device, level.output)];
  level.reset({ seed: 12, start: 4 });
  for (const action of actions) level.step(action);
  expect(await level.readState()).toEqual(state);
  expect(await readPicture(device, level.output)).toEqual(picture);
  level.dispose();
});

test('memory stays flat over a hundred steps', { timeout: 240_000 }, async () => {
  const { gpuBytes, heapBytes } = await soakLevel(fixture.gpu, folder, 100);
  expect(gpuBytes[1]).toBe(gpuBytes[0]);
  expect(heapBytes[1] - heapBytes[0]).toBeLessThan(2_000_000);
  expect(fixture.gpu.memory.byOwner()).not.toHaveProperty('soak');
});
