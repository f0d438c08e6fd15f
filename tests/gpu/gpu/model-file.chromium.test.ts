// Over http in a browser, with its own Cache API.
import { openModelFile } from '@frameloom/gpu/files';
import { afterEach, expect, test, vi } from 'vitest';

const url = new URL('../../../models/maze/level/level.safetensors', import.meta.url);
const cache = 'frameloom-test';
afterEach(async () => {
  vi.restoreAllMocks();
  await caches.delete(cache);
});

async function digestOf(options: { sha256: string } | undefined): Promise<string> {
  const model = await openModelFile(url, { cache, ...options });
  const parts: string[] = [];
  await model.read(({ name, data, offset }) => {
    parts.push(`${name} ${offset} ${data.length} ${data[0]}`);
  });
  model.dispose();
  return parts.join('\n');
}

async function sha256Of(): Promise<string> {
  const bytes = await (await fetch(url)).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

test('a file that was read once is read again without the network, and a damaged block is not taken', async () => {
  const sha256 = await sha256Of();
  const first = await digestOf({ sha256 });
  expect(first.split('\n').length).toBeGreaterThan(10);
  const offline = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('offline'));
  expect(await digestOf({ sha256 })).toBe(first);
  expect(offline).not.toHaveBeenCalled();
  const kept = await caches.open(cache);
  const [key] = await kept.keys();
  const { headers } = (await kept.match(key!))!;
  await kept.put(key!, new Response(new Uint8Array(100), { headers }));
  await expect(digestOf({ sha256 })).rejects.toMatchObject({ code: 'load-failed' });
  offline.mockRestore();
  expect(await digestOf({ sha256 })).toBe(first);
});

test('without a hash the file is the same', async () => {
  const sha256 = await sha256Of();
  const [hashed, plain] = [await digestOf({ sha256 }), await digestOf(undefined)];
  expect(plain).toBe(hashed);
});
