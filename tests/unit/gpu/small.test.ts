import { afterEach, expect, test, vi } from 'vitest';
import {
  createPassTimer,
  createPingPong,
  createKernel,
  borrowGpu,
  FrameloomError,
  show,
  withErrorScopes,
} from '@frameloom/gpu';
import { createWindow } from '../../../packages/gpu/src/statistics.ts';
import { fakeDevice } from './fake-gpu.ts';

afterEach(() => vi.unstubAllGlobals());

test('FrameloomError carries code, name, message and cause', () => {
  const cause = new Error('inner');
  const error = new FrameloomError('validation', 'what happened', { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: 'FrameloomError',
    code: 'validation',
    message: 'what happened',
    cause,
  });
  expect(String(error)).toBe('FrameloomError: what happened');
});

test('a message is at most 400 characters, the start and the end of it', () => {
  const { message } = new FrameloomError('load-failed', `a.json: ${'x'.repeat(100_000)}. Export it again.`);
  expect(message.length).toBeLessThanOrEqual(400);
  expect(message).toMatch(/^a\.json: x+ … x+\. Export it again\.$/);
});

test.each([
  ['text', 'x'.repeat(100_000)],
  ['a list of long text', Array.from({ length: 8 }, () => '"'.repeat(1000))],
  ['lists in lists', [[[['x'.repeat(500)]]], Array.from({ length: 9 }, () => 1)]],
  ['a symbol', Symbol('x'.repeat(1000))],
  ['a number', 10n ** 1000n],
  ['an object that throws', new Proxy({}, { get: () => 'x'.repeat(-1) })],
  ['an object with a long name', { constructor: { name: 'x'.repeat(1000) } }],
])('%s is shown in at most 120 characters', (_, value) => {
  expect(show(value).length).toBeLessThanOrEqual(120);
});

test('ping-pong: what was written is read next', () => {
  const pair = createPingPong((index) => `texture ${index}`);
  expect([pair.read, pair.write]).toEqual(['texture 1', 'texture 0']);
  pair.swap();
  expect([pair.read, pair.write]).toEqual(['texture 0', 'texture 1']);
  pair.swap();
  expect([pair.read, pair.write]).toEqual(['texture 1', 'texture 0']);
  expect(() => createPingPong(undefined as never)).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
});

test('a window forgets the oldest and ranks the rest', () => {
  const window = createWindow(5);
  expect([window.count, window.last, window.percentile(0.5)]).toEqual([0, Number.NaN, Number.NaN]);
  for (const value of [100, 9, 1, 7, 3, 5]) window.add(value);
  expect([window.count, window.last]).toEqual([5, 5]);
  expect([0, 0.2, 0.5, 0.8, 0.95, 1].map((share) => window.percentile(share))).toEqual([1, 1, 5, 7, 9, 9]);
});

test('a timer without timestamp-query is silent', async () => {
  const timer = createPassTimer(borrowGpu(fakeDevice()));
  expect(timer.supported).toBe(false);
  expect(timer.pass('accumulate')).toBeUndefined();
  timer.resolve({} as GPUCommandEncoder);
  await timer.collect();
  expect(timer.results()).toEqual({});
  timer.reset();
  timer.dispose();
  timer.dispose();
  expect(() => timer.pass('accumulate')).toThrow(expect.objectContaining({ code: 'disposed' }));
});

test('timer, kernel and scopes check their arguments', async () => {
  const gpu = borrowGpu(fakeDevice());
  const invalid = expect.objectContaining({ code: 'invalid-argument' });
  expect(() => createPassTimer(gpu, { capacity: 0 })).toThrow(
    expect.objectContaining({ code: 'invalid-size' }),
  );
  expect(() => createPassTimer(gpu, { capacity: 4096 })).toThrow(
    expect.objectContaining({ code: 'invalid-size' }),
  );
  expect(() => createPassTimer(gpu, { label: '' })).toThrow(invalid);
  expect(() => createPassTimer({} as never)).toThrow(invalid);
  for (const wrong of [
    undefined,
    { label: '', code: 'x' },
    { label: 'a', code: '' },
    { label: 'a', code: 'x', entryPoint: '' },
  ]) {
    await expect(createKernel(gpu, wrong as never)).rejects.toEqual(invalid);
  }
  await expect(createKernel(gpu, { label: 'a', code: 'x', constants: { size: Number.NaN } })).rejects.toThrow(
    'a: constant size must be a finite number, got NaN.',
  );
  await expect(withErrorScopes(undefined as never, 'a', () => 1)).rejects.toEqual(invalid);
  await expect(withErrorScopes(gpu.device, 'a', 3 as never)).rejects.toEqual(invalid);
});

test('warns once when a second copy of the package is loaded', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  borrowGpu(fakeDevice());
  expect(warn).not.toHaveBeenCalled();
  vi.resetModules();
  const second = await import('@frameloom/gpu');
  second.borrowGpu(fakeDevice());
  second.borrowGpu(fakeDevice());
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('two copies'));
  const mine = borrowGpu(fakeDevice());
  expect(() => second.createPassTimer(mine)).toThrow(/two copies/);
  warn.mockRestore();
});
