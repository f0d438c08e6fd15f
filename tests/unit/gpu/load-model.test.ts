import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadModel, type LoadProgress } from '@frameloom/gpu/files';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { fakeCaches } from './fake-caches.ts';
import { errorOf, writeSafetensors } from './files.ts';

const weights = writeSafetensors({
  'a.weight': { shape: [64, 64], data: Array.from({ length: 4096 }, (_, i) => i) },
});
const configOf = (file: Uint8Array, bytes = file.length): string =>
  JSON.stringify({
    format: 'frameloom-model',
    version: 1,
    name: 'test',
    task: 'upscale',
    architecture: { layers: [] },
    weights: { file: 'w.safetensors', bytes, sha256: createHash('sha256').update(file).digest('hex') },
    license: 'MIT',
  });

const files = new Map<string, string | Uint8Array>();
const asked: string[] = [];
let server: Server;
let base = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://x').pathname;
    asked.push(path);
    if (path.startsWith('/slow/')) {
      response.writeHead(200).write('{');
      return;
    }
    const body = files.get(path);
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const put = (name: string, config: string, data: Uint8Array): void => {
    files.set(`/${name}/model.json`, config);
    files.set(`/${name}/w.safetensors`, data);
  };
  const changed = weights.slice();
  changed[changed.length - 1]! ^= 1;
  put('good', configOf(weights), weights);
  put('changed', configOf(weights), changed);
  put('short', configOf(weights), weights.slice(0, -7));
  put('long', configOf(weights), new Uint8Array([...weights, 0]));
  put('hostile', configOf(Uint8Array.of(1, 2, 3)), Uint8Array.of(1, 2, 3));
  put('newer', configOf(weights).replace('"version":1', '"version":9'), weights);
  put('huge', ' '.repeat(1 << 21), weights);
  files.set('/alone/model.json', configOf(weights));
});

afterEach(() => {
  asked.length = 0;
  vi.unstubAllGlobals();
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

test('loads over http, with progress', async () => {
  const progress: LoadProgress[] = [];
  const { config, tensors } = await loadModel(`${base}/good/`, { onProgress: (p) => progress.push(p) });
  expect(config.name).toBe('test');
  expect(tensors.get('a.weight')?.data[4095]).toBe(4095);
  expect(progress[0]).toEqual({ loaded: 0, total: weights.length, file: 'w.safetensors' });
  expect(progress.at(-1)).toMatchObject({ loaded: weights.length, total: weights.length });
  const loaded = progress.map((p) => p.loaded);
  expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
});

test('loads from a folder of the disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'model-'));
  writeFileSync(join(folder, 'model.json'), configOf(weights));
  writeFileSync(join(folder, 'w.safetensors'), weights);
  const { tensors } = await loadModel(pathToFileURL(join(folder, 'model.json')));
  expect(tensors.get('a.weight')?.shape).toEqual([64, 64]);
  writeFileSync(join(folder, 'w.safetensors'), new Uint8Array([...weights, 1]));
  await errorOf(() => loadModel(pathToFileURL(join(folder, 'model.json'))), 'load-failed');
  rmSync(folder, { recursive: true });
  await errorOf(() => loadModel(pathToFileURL(join(folder, 'model.json'))), 'load-failed');
});

test('loads from addresses that hold the files themselves, in whatever folder the weights are', async () => {
  const config = `data:application/json,${encodeURIComponent(configOf(weights))}`;
  const data = `data:application/octet-stream;base64,${Buffer.from(weights).toString('base64')}`;
  const { tensors } = await loadModel(config, { weights: data });
  expect(tensors.get('a.weight')?.data[4095]).toBe(4095);
  const mixed = await loadModel(config, { weights: `${base}/good/w.safetensors` });
  expect(mixed.tensors.size).toBe(1);
  const cut = await errorOf(() => loadModel(config, { weights: data.slice(0, -8) }), 'load-failed');
  expect(cut.message).toMatch(/cut short/);
  expect(cut.message.length).toBeLessThan(300);
});

test.each([
  ['changed', /has the SHA-256 [0-9a-f]{64}, model.json says/],
  ['short', /cut short or of another version/],
  ['long', /has more than the \d+ bytes that were expected/],
  ['hostile', /3 bytes, too few for a header/],
  ['newer', /version 9 is newer than 1/],
  ['huge', /has more than the 1048576 bytes/],
  ['alone', /w\.safetensors: the server answered 404/],
  ['missing', /model\.json: the server answered 404/],
])('%s is refused', async (name, message) => {
  const error = await errorOf(() => loadModel(`${base}/${name}/`), 'load-failed');
  expect(error.message).toMatch(message);
});

test('larger weights than allowed are refused before they are loaded', async () => {
  const error = await errorOf(() => loadModel(`${base}/good/`, { maxBytes: 1000 }), 'load-failed');
  expect(error.message).toMatch(/announces weights of \d+ bytes, the limit is 1000/);
  expect(asked).toEqual(['/good/model.json']);
});

test('a server that is not there, and an address that is none', async () => {
  await errorOf(() => loadModel('http://127.0.0.1:1/'), 'load-failed');
  await errorOf(() => loadModel('ftp://127.0.0.1/'), 'load-failed');
  await errorOf(() => loadModel('models/upscale/'), 'invalid-argument');
  await errorOf(() => loadModel(undefined as unknown as string), 'invalid-argument');
});

test('stops when aborted: before, while waiting, and while loading', async () => {
  await errorOf(() => loadModel(`${base}/good/`, { signal: AbortSignal.abort() }), 'aborted');
  expect(asked).toEqual([]);
  await errorOf(() => loadModel(`${base}/slow/model.json`, { signal: AbortSignal.timeout(50) }), 'aborted');
  const controller = new AbortController();
  const onProgress = ({ loaded }: LoadProgress): void => {
    if (loaded > 0) controller.abort();
  };
  await errorOf(() => loadModel(`${base}/good/`, { signal: controller.signal, onProgress }), 'aborted');
});

test('keeps files, checks what it kept, and works offline from it', async () => {
  const kept = fakeCaches();
  await loadModel(`${base}/good/`);
  expect(asked).toEqual(['/good/model.json', '/good/w.safetensors']);
  const progress: LoadProgress[] = [];
  await loadModel(`${base}/good/`, { onProgress: (p) => progress.push(p) });
  expect(asked.slice(2)).toEqual(['/good/model.json']);
  expect(progress.at(-1)?.loaded).toBe(weights.length);
  await loadModel(`${base}/good/`, { cache: false });
  expect(asked.slice(3)).toEqual(['/good/model.json', '/good/w.safetensors']);

  const weightsKey = [...kept.keys()].find((key) => key.includes('w.safetensors'))!;
  kept.get(weightsKey)!.bytes = kept.get(weightsKey)!.bytes.slice(0, 100);
  await loadModel(`${base}/good/`);
  expect(asked.slice(5)).toEqual(['/good/model.json', '/good/w.safetensors']);
  expect(kept.get(weightsKey)?.bytes).toHaveLength(weights.length);

  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
  const { tensors } = await loadModel(`${base}/good/`);
  expect(tensors.size).toBe(1);
});

test('does without a cache that fails', async () => {
  vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('no', 'SecurityError')) });
  await loadModel(`${base}/good/`);
  const broken = (): Promise<never> => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  vi.stubGlobal('caches', { open: async () => ({ match: broken, put: broken, delete: broken }) });
  expect((await loadModel(`${base}/good/`)).tensors.size).toBe(1);
});
