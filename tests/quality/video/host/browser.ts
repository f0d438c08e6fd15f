// Chromium with the page that measures, served by Vite.
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { chromium } from 'playwright';
import { createServer, type Plugin } from 'vite';
import { browserFlags } from '../../../support/browser-flags.ts';
import { findBrowser } from '../../../support/find-browser.mjs';
import { UsageError } from '../../host/arguments.ts';
import type { Peer } from '../../between/video/peer.ts';
import type { VideoBetweenRequest, VideoBetweenResult } from '../../between/video/types.ts';
import type { FileResult, MeasureRequest } from '../types.ts';
import type { VideoArguments } from './arguments.ts';

/** The open page. */
export type VideoWorkshop = {
  readonly adapterName: string;
  measure(file: string, options: VideoArguments): Promise<FileResult>;
  /** Every second frame of a clip, dropped and made again; `peer` makes those of the method `rife`. */
  measureBetween(
    file: string,
    request: Omit<VideoBetweenRequest, 'address'>,
    peer: Peer['make'] | undefined,
  ): Promise<VideoBetweenResult>;
  /** A clip for tests, as WebM. */
  makeClip(width: number, height: number, frames: number): Promise<Uint8Array>;
  close(): Promise<void>;
};

export async function openVideoWorkshop(
  root: string,
  options: Pick<VideoArguments, 'files' | 'peers'>,
): Promise<VideoWorkshop> {
  const found = findBrowser();
  if (!found) throw new UsageError('no browser found. Set CHROME_PATH.');
  const peers = Object.values(options.peers).filter((path) => path !== undefined);
  const folders = [...new Set(options.files.map((file) => dirname(file)))];
  const server = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [peerShaders(peers)],
    server: { host: '127.0.0.1', hmr: false, watch: null, fs: { allow: [root, ...folders, ...peers] } },
    optimizeDeps: { noDiscovery: true, include: [] },
    cacheDir: 'node_modules/.cache/vite-quality-video',
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath: found.path, args: browserFlags() });
  const page = await browser.newPage();
  const crashed = new Promise<never>((_, reject) => page.on('pageerror', reject));
  crashed.catch(() => {});
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(`page: ${message.text()}`);
  });
  await page.goto(`${server.resolvedUrls?.local[0] ?? ''}tests/quality/video/page/page.html`);
  let hasPeer = false;
  const adapterName = page.evaluate(async () => (await window.videoQuality!).adapterName());
  const address = (path: string | undefined) => (path === undefined ? undefined : `/@fs${encodeURI(path)}`);
  return {
    adapterName: await Promise.race([adapterName, crashed]),
    measure(file, options) {
      const { kind, degradation, restoration, methods, frames, start, crop } = options;
      const request: MeasureRequest = {
        kind,
        degradation,
        restoration,
        methods,
        frames,
        start,
        crop,
        address: `/@fs${encodeURI(file)}`,
        peers: { websr: address(options.peers.websr), anime4k: address(options.peers.anime4k) },
      };
      const done = page.evaluate(async (given) => (await window.videoQuality!).measure(given), request);
      return Promise.race([done, crashed]);
    },
    async measureBetween(file, request, peer) {
      if (peer && !hasPeer) await page.exposeFunction('makeByPeer', peer);
      hasPeer ||= peer !== undefined;
      const given = { ...request, address: `/@fs${encodeURI(file)}` };
      const done = page.evaluate(async (asked) => (await window.videoQuality!).measureBetween(asked), given);
      return Promise.race([done, crashed]);
    },
    async makeClip(width, height, frames) {
      const size = [width, height, frames] as const;
      const bytes = page.evaluate(async (given) => (await window.videoQuality!).makeClip(...given), size);
      return Uint8Array.from(await Promise.race([bytes, crashed]));
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Peers import their shaders as text. */
function peerShaders(peers: readonly string[]): Plugin {
  return {
    name: 'quality-peer-shaders',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.wgsl') || !peers.some((peer) => id.startsWith(peer))) return undefined;
      return `export default ${JSON.stringify(await readFile(id, 'utf8'))};`;
    },
  };
}
