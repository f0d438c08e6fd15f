import { expect, test, vi } from 'vitest';
import { createSharedLoad } from '../../../packages/video/src/models/shared-load.ts';

type Thing = { dispose(): void };

function makeLoad() {
  const started: { signal: AbortSignal; resolve: (thing: Thing) => void; reject: (error: Error) => void }[] =
    [];
  const load = createSharedLoad<Thing>(
    'test',
    ({ signal }) =>
      new Promise((resolve, reject) => {
        started.push({ signal, resolve, reject });
      }),
  );
  return { load, started };
}
const aborted = expect.objectContaining({ code: 'aborted' });

test('two callers share one loading, and the first one to leave does not end it', async () => {
  const { load, started } = makeLoad();
  const ending = new AbortController();
  const first = load.get({ signal: ending.signal });
  const second = load.get();
  ending.abort();
  await expect(first).rejects.toEqual(aborted);
  expect(started).toHaveLength(1);
  expect(started[0]!.signal.aborted).toBe(false);
  const thing = { dispose: vi.fn() };
  started[0]!.resolve(thing);
  expect(await second).toBe(thing);
  expect(load.current).toBe(thing);
  load.dispose();
  expect(thing.dispose).toHaveBeenCalledOnce();
});

test('the last caller to leave ends the loading; what comes all the same is disposed', async () => {
  const { load, started } = makeLoad();
  const ending = new AbortController();
  const only = load.get({ signal: ending.signal });
  ending.abort();
  await expect(only).rejects.toEqual(aborted);
  expect(started[0]!.signal.aborted).toBe(true);
  const late = { dispose: vi.fn() };
  started[0]!.resolve(late);
  await Promise.resolve();
  await vi.waitFor(() => expect(late.dispose).toHaveBeenCalledOnce());
  const again = load.get();
  expect(started).toHaveLength(2);
  const thing = { dispose: vi.fn() };
  started[1]!.resolve(thing);
  expect(await again).toBe(thing);
});

test('a failure reaches all callers, and the next one tries again', async () => {
  const { load, started } = makeLoad();
  const both = [load.get(), load.get()];
  started[0]!.reject(new Error('broken'));
  for (const one of both) await expect(one).rejects.toThrow('broken');
  void load.get().catch(() => {});
  expect(started).toHaveLength(2);
});

test('disposing ends the loading for everyone', async () => {
  const { load, started } = makeLoad();
  const waiting = load.get();
  load.dispose();
  await expect(waiting).rejects.toEqual(aborted);
  expect(started[0]!.signal.aborted).toBe(true);
  await expect(load.get()).rejects.toEqual(aborted);
});
