// Large files go through in a few megabytes; small ones that grow are stopped before they do.
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { once } from 'node:events';
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createGzip, gzipSync } from 'node:zlib';
import { loadModel, openModelFile } from '@frameloom/gpu/files';
import { expect, test } from 'vitest';
import { errorOf, makeFile } from './files.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Two tensors, 300 MB. */
const megabytes = 300;
const half = (megabytes / 2) * 1e6;
const head = makeFile({
  a: { dtype: 'F16', shape: [half / 2], data_offsets: [0, half] },
  b: { dtype: 'F32', shape: [half / 4], data_offsets: [half, 2 * half] },
});

const bytesInUse = (): number => {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + Math.max(external, arrayBuffers);
};

/** Most memory in use while `work` runs, above what was in use before, MB. */
async function peakOf(work: () => Promise<void>): Promise<number> {
  collectGarbage();
  const before = bytesInUse();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, bytesInUse())), 5);
  await work();
  clearInterval(timer);
  return (peak - before) / 1e6;
}

/** `collects`: collects garbage before each sample: what a platform's own sockets leave behind is not what is held. */
async function read(source: string | URL, collects: boolean): Promise<number> {
  collectGarbage();
  const before = bytesInUse();
  const file = await openModelFile(source);
  let bytes = 0;
  let pieces = 0;
  let peak = 0;
  await file.read(({ data }) => {
    bytes += data.byteLength;
    if (collects && pieces++ % 8 === 0) collectGarbage();
    if (!collects || pieces % 8 === 1) peak = Math.max(peak, bytesInUse() - before);
  });
  expect(bytes).toBe(2 * half);
  return peak / 1e6;
}

test('300 MB from the disk take less than 40 MB', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'file-'));
  const path = join(folder, 'large.safetensors');
  const handle = openSync(path, 'w');
  writeSync(handle, head);
  // Sparse: zeros that take no room on the disk.
  ftruncateSync(handle, head.length + 2 * half);
  closeSync(handle);
  try {
    const peak = await read(pathToFileURL(path), false);
    console.log(`from the disk: ${peak.toFixed(1)} MB`);
    expect(peak).toBeLessThan(40);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([true, false])(
  '300 MB over http take less than 40 MB; the server knows ranges: %s',
  async (ranges) => {
    // A process of its own, so that what it leaves to collect does not count.
    const child = fork(fileURLToPath(new URL('zeros-server.mjs', import.meta.url)), [
      Buffer.from(head).toString('base64'),
      String(2 * half),
      String(ranges),
    ]);
    try {
      const [port] = (await once(child, 'message')) as [number];
      const peak = await read(`http://127.0.0.1:${port}/`, true);
      console.log(`over http, ranges ${ranges}: ${peak.toFixed(1)} MB`);
      expect(peak).toBeLessThan(40);
    } finally {
      child.kill();
    }
  },
);

test('a compressed model.json of a gigabyte is refused before it is unpacked', async () => {
  const mebi = new Uint8Array(1 << 20).fill(0x20);
  const bomb = await new Promise<Buffer>((done) => {
    const parts: Buffer[] = [];
    const gzip = createGzip();
    gzip.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(Buffer.concat(parts)));
    for (let i = 0; i < 1024; i++) gzip.write(mebi);
    gzip.end();
  });
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    const peak = await peakOf(async () => {
      await errorOf(() => loadModel(url), 'load-failed');
      await errorOf(() => openModelFile(url), 'load-failed');
      await new Promise((done) => setTimeout(done, 300));
    });
    console.log(`gzip bomb of ${(bomb.length / 1e6).toFixed(1)} MB: ${peak.toFixed(1)} MB`);
    expect(peak).toBeLessThan(40);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('an honest compressed model.json is read', async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"format":"x"}'));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const error = await errorOf(() => loadModel(url), 'load-failed');
  expect(error.message).toMatch(/format must be "frameloom-model", got "x"/);
  server.closeAllConnections();
  server.close();
});
