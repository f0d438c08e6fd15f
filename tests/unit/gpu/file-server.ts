import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server does with one file. */
export type Served = {
  /** All of it, or its length and what makes a part of it. */
  bytes: Uint8Array | { length: number; part: (begin: number, end: number) => Uint8Array };
  /** Default true. */
  ranges?: boolean;
  /** Default `"1"`; false for none. */
  etag?: string | false;
  /** Cuts the connection of request n (from 0) after so many bytes. */
  breakAfter?: (request: number) => number | undefined;
  /** Says how long it is. Default true. */
  hasLength?: boolean;
  redirect?: string;
};

export type FileServer = {
  base: string;
  files: Map<string, Served>;
  /** Path and range of every request. */
  asked: string[];
  close(): Promise<void>;
};

/** Serves made-up files in the ways that servers have. */
export async function startFileServer(): Promise<FileServer> {
  const files = new Map<string, Served>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://x').pathname;
    asked.push(`${path} ${request.headers.range ?? 'whole'}`);
    const served = files.get(path);
    const number = asked.filter((line) => line.startsWith(`${path} `)).length - 1;
    if (!served) response.writeHead(404).end();
    else void answer(served, number, request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    asked,
    close: () => closeServer(server),
  };
}

async function answer(
  served: Served,
  number: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { bytes, ranges = true, etag = '"1"', breakAfter, hasLength = true, redirect } = served;
  if (redirect !== undefined) {
    response.writeHead(302, { location: redirect }).end();
    return;
  }
  const source =
    bytes instanceof Uint8Array ? { length: bytes.length, part: bytes.subarray.bind(bytes) } : bytes;
  const [, first] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const condition = request.headers['if-range'];
  const isRange = ranges && first !== undefined && (condition === undefined || condition === etag);
  const begin = isRange ? Number(first) : 0;
  response.writeHead(isRange ? 206 : 200, {
    ...(etag !== false && { etag }),
    ...(hasLength && { 'content-length': source.length - begin }),
    ...(isRange && { 'content-range': `bytes ${begin}-${source.length - 1}/${source.length}` }),
  });
  response.setMaxListeners(0);
  const cut = breakAfter?.(number);
  const end = Math.min(source.length, cut === undefined ? Infinity : begin + cut);
  for (let at = begin; at < end && !response.destroyed; at += 1 << 16) {
    const isTaken = response.write(source.part(at, Math.min(end, at + (1 << 16))));
    if (!isTaken) await new Promise((done) => response.once('drain', done).once('close', done));
  }
  if (end < source.length) setTimeout(() => response.destroy(), 20);
  else response.end();
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
