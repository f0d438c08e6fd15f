import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  addressFolder,
  openModelFile,
  requireJson,
  type ModelFile,
  type ModelFileOptions,
  type TensorPiece,
} from '@frameloom/gpu/files';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeCaches } from './fake-caches.ts';
import { startFileServer, type FileServer, type Served } from './file-server.ts';
import { errorOf, makeFile } from './files.ts';

const blockBytes = 2 << 20;
const mebi = 1 << 20;
let server: FileServer;
beforeAll(async () => void (server = await startFileServer()));
beforeEach(() => {
  server.asked.length = 0;
  server.files.clear();
});
afterEach(() => vi.unstubAllGlobals());
afterAll(() => server.close());

/** 9 MB: tensors that end anywhere in blocks and pieces, one without elements, one unaligned. */
const file = makeFile(
  {
    __metadata__: { format: 'pt' },
    odd: { dtype: 'U8', shape: [3], data_offsets: [0, 3] },
    none: { dtype: 'F32', shape: [0], data_offsets: [3, 3] },
    a: { dtype: 'F16', shape: [1000, 1234], data_offsets: [3, 2_468_003] },
    b: { dtype: 'F32', shape: [1_500_000], data_offsets: [2_468_003, 8_468_003] },
    c: { dtype: 'BF16', shape: [7], data_offsets: [8_468_003, 8_468_017] },
  },
  Uint8Array.from({ length: 8_468_017 }, (_, i) => (i * 7919) >> 3),
);
const dataStart = file.length - 8_468_017;
const sha256 = createHash('sha256').update(file).digest('hex');
const partOf = (begin: number, end: number): Uint8Array => file.slice(dataStart + begin, dataStart + end);

function put(name: string, served: Partial<Served> = {}): string {
  server.files.set(`/${name}`, { bytes: file, ...served });
  return `${server.base}/${name}`;
}

/** Bytes of every tensor, put together from its pieces. */
async function readAll(model: ModelFile, names?: string[]): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const next = new Map<string, number>();
  const take = ({ name, info, offset, data }: TensorPiece): void => {
    expect(offset).toBe(next.get(name) ?? 0);
    next.set(name, offset + data.length);
    const bytes = found.get(name) ?? new Uint8Array(info.bytes);
    found.set(name, bytes);
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset * data.BYTES_PER_ELEMENT);
    expect(data.byteLength).toBeLessThanOrEqual(mebi);
  };
  await model.read(take, names && { names });
  return found;
}

async function expectWhole(
  source: Parameters<typeof openModelFile>[0],
  options?: ModelFileOptions,
): Promise<void> {
  const model = await openModelFile(source, options);
  expect([...model.tensors.keys()].toSorted()).toEqual(['a', 'b', 'c', 'none', 'odd']);
  expect(model.tensors.get('a')).toEqual({ dtype: 'F16', shape: [1000, 1234], bytes: 2_468_000 });
  expect(model.metadata.get('format')).toBe('pt');
  expect(model.bytes).toBe(8_468_017);
  const found = await readAll(model);
  expect(Buffer.compare(found.get('a')!, partOf(3, 2_468_003))).toBe(0);
  expect(Buffer.compare(found.get('b')!, partOf(2_468_003, 8_468_003))).toBe(0);
  expect(found.get('odd')).toEqual(partOf(0, 3));
  expect(found.get('c')).toEqual(partOf(8_468_003, 8_468_017));
  expect(found.get('none')).toHaveLength(0);
  model.dispose();
}

describe('every source gives the same', () => {
  test('http, with ranges and without, with a length and without', async () => {
    await expectWhole(put('plain'));
    await expectWhole(put('plain'), { sha256 });
    await expectWhole(put('whole', { ranges: false }), { sha256 });
    await expectWhole(put('unknown', { ranges: false, hasLength: false }));
  });

  test('a folder by its address', async () => {
    put('folder/model.safetensors');
    await expectWhole(`${server.base}/folder/`);
  });

  test('the disk, a File, a folder of files, a data: address', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'file-'));
    writeFileSync(join(folder, 'm.safetensors'), file);
    symlinkSync(join(folder, 'm.safetensors'), join(folder, 'link'));
    await expectWhole(pathToFileURL(join(folder, 'm.safetensors')), { sha256 });
    await expectWhole(pathToFileURL(join(folder, 'link')));
    rmSync(folder, { recursive: true });
    const blob = new File([file], 'm.safetensors');
    await expectWhole(blob, { sha256 });
    await expectWhole(
      new Map([
        ['x/m.safetensors', blob],
        ['x/readme.md', new Blob(['hello'])],
      ]),
    );
    await expectWhole(`data:application/octet-stream;base64,${Buffer.from(file).toString('base64')}`);
  });
});

test('single tensors are read by range', async () => {
  const model = await openModelFile(put('plain'));
  server.asked.length = 0;
  const tensor = await model.tensor('c');
  expect(tensor).toEqual({
    dtype: 'BF16',
    shape: [7],
    data: new Uint16Array(partOf(8_468_003, 8_468_017).buffer),
  });
  expect(server.asked).toEqual([`/plain bytes=${4 * blockBytes}-`]);
  expect([...(await readAll(model, ['odd', 'c'])).keys()]).toEqual(['odd', 'c']);
  await errorOf(() => model.tensor('nobody'), 'invalid-argument');
  model.dispose();
  await errorOf(() => model.tensor('c'), 'disposed');
});

test('with a hash, one tensor is as sure as all of them', async () => {
  const changed = file.slice();
  changed[100_000]! ^= 1;
  const model = await openModelFile(put('changed', { bytes: changed }), { sha256 });
  const error = await errorOf(() => model.tensor('c'), 'load-failed');
  expect(error.message).toMatch(/has the SHA-256 [0-9a-f]{64}/);
});

describe('a connection that breaks', () => {
  test('goes on where it ended', async () => {
    const breakAfter = (n: number): number | undefined => (n < 6 ? 3_000_000 : undefined);
    await expectWhole(put('plain', { breakAfter }));
    expect(server.asked.at(-1)).toMatch(/bytes=[1-9]\d+-/);
  });

  test('goes on without ranges, where the file is the same', async () => {
    const breakAfter = (n: number): number | undefined => (n < 2 ? 5_000_000 : undefined);
    await expectWhole(put('whole', { ranges: false, breakAfter }));
    await expectWhole(put('hashed', { ranges: false, etag: false, breakAfter }), { sha256 });
  });

  test('is an error where the file may have become another one', async () => {
    const breakAfter = (n: number): number | undefined => (n === 1 ? 3_000_000 : undefined);
    const url = put('nameless', { etag: false, breakAfter });
    const model = await openModelFile(url);
    await errorOf(() => readAll(model), 'load-failed');
    const other = put('other', { breakAfter });
    const second = await openModelFile(other);
    const reading = second.read(({ name }) => {
      if (name === 'a') put('other', { etag: '"2"' });
    });
    expect((await errorOf(() => reading, 'load-failed')).message).toMatch(/changed while it was loaded/);
    // And between the header and the tensors.
    await errorOf(() => readAll(second), 'load-failed');
  });

  test('is given up after some tries', { timeout: 20_000 }, async () => {
    const model = await openModelFile(put('plain', { breakAfter: (n) => (n === 0 ? undefined : 0) }));
    await errorOf(() => readAll(model), 'load-failed');
    expect(server.asked.length).toBeLessThan(10);
  });
});

describe('a redirect', () => {
  test('to another origin is followed only where allowed', async () => {
    const other = await startFileServer();
    other.files.set('/m', { bytes: file });
    const url = put('away', { redirect: `${other.base}/m` });
    const error = await errorOf(() => openModelFile(url), 'load-failed');
    expect(error.message).toContain(`was redirected to ${other.base}. Pass allowOrigins`);
    // Of a folder too, rather than that the file is not there.
    const folder = addressFolder(new URL('.', url), {});
    expect((await errorOf(() => requireJson(folder, 'away'), 'load-failed')).message).toContain('redirected');
    await expectWhole(url, { allowOrigins: [other.base] });
    await expectWhole(url, { allowOrigins: ['*'], sha256 });
    await other.close();
  });

  test('within the origin is followed', async () => {
    put('there');
    await expectWhole(put('here', { redirect: '/there' }));
  });
});

describe('two readers of one file', () => {
  test('share the download; the one that is aborted leaves the other alone', async () => {
    const url = put('plain');
    const [one, two] = [await openModelFile(url), await openModelFile(url)];
    server.asked.length = 0;
    const controller = new AbortController();
    const first = one.read(
      ({ name }) => {
        if (name === 'b') controller.abort();
      },
      { signal: controller.signal },
    );
    const second = readAll(two);
    await errorOf(() => first, 'aborted');
    expect((await second).get('c')).toEqual(partOf(8_468_003, 8_468_017));
    expect(server.asked).toEqual(['/plain bytes=0-']);
  });

  test('an abort before, while the header is read, and what onPiece throws', async () => {
    const url = put('plain');
    await errorOf(() => openModelFile(url, { signal: AbortSignal.abort() }), 'aborted');
    expect(server.asked).toEqual([]);
    const controller = new AbortController();
    const opening = openModelFile(url, { signal: controller.signal });
    controller.abort();
    await errorOf(() => opening, 'aborted');
    const model = await openModelFile(url);
    await expect(
      model.read(() => {
        throw new RangeError('mine');
      }),
    ).rejects.toThrow('mine');
    const reading = readAll(model);
    model.dispose();
    await errorOf(() => reading, 'disposed');
  });
});

describe('the cache', () => {
  const blocks = Math.ceil(file.length / blockBytes);

  test('keeps whole blocks, of one version, and goes on from what a stopped download left', async () => {
    const kept = fakeCaches();
    const url = put('plain');
    const controller = new AbortController();
    const model = await openModelFile(url, { sha256 });
    const stopped = model.read(
      ({ name }) => {
        if (name === 'b') controller.abort();
      },
      { signal: controller.signal },
    );
    await errorOf(() => stopped, 'aborted');
    const left = kept.size;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(blocks);
    expect([...kept.values()].every(({ bytes }) => bytes.length === blockBytes)).toBe(true);
    server.asked.length = 0;
    await expectWhole(url, { sha256 });
    expect(server.asked).toEqual([`/plain bytes=${left * blockBytes}-`]);
    expect(kept.size).toBe(blocks);
    server.asked.length = 0;
    await expectWhole(url, { sha256 });
    expect(server.asked).toEqual([]);
    await expectWhole(url, { sha256, cache: false });
    expect(server.asked).not.toEqual([]);
  });

  test('loads a damaged block again', async () => {
    const kept = fakeCaches();
    const url = put('plain');
    await expectWhole(url, { sha256 });
    const [first, second, third] = [...kept.values()];
    first!.bytes[5]! ^= 1;
    second!.bytes = second!.bytes.slice(0, 100);
    delete third!.headers['frameloom-sha256'];
    server.asked.length = 0;
    await expectWhole(url, { sha256 });
    expect(server.asked.length).toBeGreaterThan(0);
    server.asked.length = 0;
    await expectWhole(url, { sha256 });
    expect(server.asked).toEqual([]);
  });

  test('goes by what the server says where there is no hash, and drops older versions', async () => {
    const kept = fakeCaches();
    const url = put('plain');
    await expectWhole(url);
    expect(kept.size).toBe(blocks);
    server.asked.length = 0;
    await expectWhole(url);
    // Asked for the version, and for no more than a block.
    expect(new Set(server.asked)).toEqual(new Set(['/plain bytes=0-']));
    put('plain', { etag: '"2"' });
    await expectWhole(url);
    expect(kept.size).toBe(blocks);
    expect([...kept.keys()].every((key) => key.includes('frameloom=%222%22'))).toBe(true);
    put('nameless', { etag: false });
    await expectWhole(`${server.base}/nameless`);
    expect(kept.size).toBe(blocks);
  });

  test('keeps nothing of a file that is not the one wanted', async () => {
    const kept = fakeCaches();
    const changed = file.slice();
    changed[9_000_000 - 600_000]! ^= 1;
    const model = await openModelFile(put('changed', { bytes: changed }), { sha256 });
    await errorOf(() => readAll(model), 'load-failed');
    expect(kept.size).toBe(0);
  });
});

describe('shards', () => {
  const shard = (name: string, value: number): Uint8Array<ArrayBuffer> =>
    makeFile(
      { [name]: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } },
      new Uint8Array(Float32Array.of(value).buffer),
    );
  const index = { weight_map: { x: 'm-1.safetensors', y: 'm-2.safetensors' } };
  const files = {
    'model.safetensors.index.json': new TextEncoder().encode(JSON.stringify(index)),
    'm-1.safetensors': shard('x', 1),
    'm-2.safetensors': shard('y', 2),
  };

  test('are one model, from a server and from a dropped folder', async () => {
    for (const [name, bytes] of Object.entries(files)) put(`s/${name}`, { bytes });
    const dropped = new Map(Object.entries(files).map(([name, bytes]) => [`top/${name}`, new Blob([bytes])]));
    for (const source of [`${server.base}/s/model.safetensors.index.json`, dropped]) {
      const model = await openModelFile(source);
      expect([...model.tensors.keys()]).toEqual(['x', 'y']);
      expect((await model.tensor('y')).data).toEqual(Float32Array.of(2));
      const progress: string[] = [];
      await model.read(() => {}, {
        onProgress: ({ loaded, total, file }) => progress.push(`${loaded}/${total} ${file}`),
      });
      expect(progress.at(-1)).toBe('8/8 m-2.safetensors');
    }
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['a way up', { x: '../m-1.safetensors' }, /must be a path beside the index/],
    ['another host', { x: 'https://elsewhere/w' }, /must be a path beside the index/],
    ['a tensor that is not there', { x: 'm-1.safetensors', z: 'm-1.safetensors' }, /has no tensor "z"/],
    ['a tensor in another shard', { x: 'm-1.safetensors', y: 'm-1.safetensors' }, /has no tensor "y"/],
    ['a file that is not there', { x: 'm-3.safetensors' }, /"m-3.safetensors", which is not among/],
    ['nothing', {}, /names no tensor/],
  ])('%s in the index is refused', async (_, map, message) => {
    const json = JSON.stringify({ weight_map: map });
    const set = new Map(
      Object.entries({ ...files, 'model.safetensors.index.json': json }).map(([name, bytes]) => [
        name,
        new Blob([bytes as string]),
      ]),
    );
    expect((await errorOf(() => openModelFile(set), 'load-failed')).message).toMatch(message);
  });

  test('two models in one folder, and none', async () => {
    const two = new Map([
      ['a.safetensors', new Blob()],
      ['b.safetensors', new Blob()],
    ]);
    await errorOf(() => openModelFile(two), 'invalid-argument');
    await errorOf(() => openModelFile(new Map()), 'invalid-argument');
    await errorOf(() => openModelFile(7 as unknown as string), 'invalid-argument');
  });
});

test('what is no file is refused at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'file-'));
  try {
    symlinkSync('/dev/zero', join(folder, 'zero'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    for (const name of ['zero', 'pipe', '.']) {
      const error = await errorOf(() => openModelFile(pathToFileURL(join(folder, name))), 'load-failed');
      expect(error.message).toMatch(/is a folder or a device/);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('more than maxBytes is refused before it is read', async () => {
  const url = put('plain');
  await errorOf(() => openModelFile(url, { maxBytes: 1_000_000 }), 'load-failed');
  await errorOf(() => openModelFile(new Blob([file]), { maxBytes: 1_000_000 }), 'load-failed');
  expect(server.asked).toHaveLength(1);
  await errorOf(() => openModelFile(url, { sha256: 'ab' }), 'invalid-argument');
});
