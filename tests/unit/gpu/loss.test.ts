import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { borrowGpu, createGpu, createPool } from '@frameloom/gpu';
import { fakeDevice, fakeGpu } from './fake-gpu.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a lost own device is replaced; listeners run in order, each awaited', async () => {
  const fake = fakeGpu();
  const gpu = await createGpu({ gpu: fake });
  const events: string[] = [];
  gpu.onLost(({ reason, message }) => void events.push(`lost ${reason}: ${message}, ${gpu.isLost}`));
  gpu.onRebuild(async () => {
    events.push(`first starts, ${gpu.isLost}, ${gpu.device === fake.devices[1]}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    events.push('first ends');
    gpu.onRebuild(() => void events.push('added meanwhile'));
  });
  const stop = gpu.onRebuild(() => void events.push('removed'));
  gpu.onRebuild(() => void events.push('last'));
  stop();
  fake.devices[0]?.lose();
  await vi.advanceTimersByTimeAsync(60);
  expect(events).toEqual([
    'lost unknown: lost by the test, true',
    'first starts, false, true',
    'first ends',
    'last',
  ]);
});

test('retries while no adapter comes, then works', async () => {
  const fake = fakeGpu();
  const gpu = await createGpu({ gpu: fake });
  const rebuilt = vi.fn();
  gpu.onRebuild(rebuilt);
  fake.mode = 'no adapter';
  fake.devices[0]?.lose();
  await vi.advanceTimersByTimeAsync(300);
  expect(gpu.isLost).toBe(true);
  fake.mode = 'works';
  await vi.advanceTimersByTimeAsync(1000);
  expect(gpu.isLost).toBe(false);
  expect(rebuilt).toHaveBeenCalledOnce();
});

test('onLost learns why a rebuild failed', async () => {
  const fake = fakeGpu();
  const gpu = await createGpu({ gpu: fake });
  const infos: { reason: string; message: string }[] = [];
  gpu.onLost((info) => void infos.push(info));
  fake.mode = 'no adapter';
  fake.devices[0]?.lose();
  await vi.advanceTimersByTimeAsync(5000);
  expect(infos.map(({ reason }) => reason)).toEqual(['unknown', 'rebuild-failed']);
  expect(infos[1]?.message).toMatch(/gave no adapter/);
  expect(gpu.isLost).toBe(true);
});

test('onLost learns that a rebuild listener failed; the others still ran', async () => {
  const fake = fakeGpu();
  const gpu = await createGpu({ gpu: fake });
  const lost = vi.fn();
  const other = vi.fn();
  gpu.onLost(lost);
  gpu.onRebuild(() => Promise.reject(new Error('shader gone')));
  gpu.onRebuild(other);
  fake.devices[0]?.lose();
  await vi.advanceTimersByTimeAsync(10);
  expect(other).toHaveBeenCalledOnce();
  expect(gpu.isLost).toBe(false);
  expect(lost).toHaveBeenLastCalledWith({
    reason: 'rebuild-failed',
    message: expect.stringMatching(/shader gone/),
  });
});

test('a listener that throws does not stop the others', async () => {
  const errors = vi.spyOn(console, 'error').mockImplementation(() => {});
  const device = fakeDevice();
  const gpu = borrowGpu(device);
  const other = vi.fn();
  gpu.onLost(() => {
    throw new Error('mine');
  });
  gpu.onLost(other);
  device.lose();
  await vi.advanceTimersByTimeAsync(0);
  expect(other).toHaveBeenCalledOnce();
  expect(errors).toHaveBeenCalledOnce();
  errors.mockRestore();
});

test('gives up on a device that is lost again and again', async () => {
  const fake = fakeGpu();
  const gpu = await createGpu({ gpu: fake });
  const lost = vi.fn();
  gpu.onLost(lost);
  for (let round = 0; round < 8; round++) {
    fake.devices.at(-1)?.lose();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(fake.devices).toHaveLength(6);
  expect(lost).toHaveBeenLastCalledWith({
    reason: 'rebuild-failed',
    message: expect.stringMatching(/5 times in 30 s/),
  });
});

test('a device that arrives after dispose is destroyed', async () => {
  const fake = fakeGpu();
  const gpu = await createGpu({ gpu: fake });
  const rebuilt = vi.fn();
  gpu.onRebuild(rebuilt);
  fake.mode = 'no adapter';
  fake.devices[0]?.lose();
  await vi.advanceTimersByTimeAsync(100);
  fake.mode = 'works';
  gpu.dispose();
  await vi.advanceTimersByTimeAsync(5000);
  expect(rebuilt).not.toHaveBeenCalled();
  expect(fake.devices.slice(1).every((device) => device.isDestroyed)).toBe(true);
});

test('a borrowed device is reported lost and not replaced, and its pools are empty', async () => {
  const device = fakeDevice();
  const gpu = borrowGpu(device);
  const pool = createPool(gpu, 'test');
  pool.buffer({ label: 'some', size: 100, usage: 1 });
  const lost = vi.fn();
  gpu.onLost(lost);
  device.lose('destroyed');
  await vi.advanceTimersByTimeAsync(5000);
  expect(lost).toHaveBeenCalledExactlyOnceWith({ reason: 'destroyed', message: 'lost by the test' });
  expect(gpu.isLost).toBe(true);
  expect(gpu.device).toBe(device);
  expect(gpu.memory.bytes).toBe(0);
  expect(() => pool.buffer({ label: 'more', size: 4, usage: 1 })).toThrow(
    expect.objectContaining({ code: 'device-lost' }),
  );
});

test('listeners must be functions', () => {
  const gpu = borrowGpu(fakeDevice());
  expect(() => gpu.onLost(null as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  expect(() => gpu.onRebuild('x' as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});
