// `--in chromium`: the same engine in a page of a real browser, for real drivers and for models that need its decoders.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, isAbsolute } from 'node:path';
import { chromium } from 'playwright';
import { createServer, type Plugin } from 'vite';
import { browserFlags } from '../../support/browser-flags.ts';
import { findBrowser } from '../../support/find-browser.mjs';
import { sharedThree } from '../../support/shared-three.mjs';
import { frameBytesOf, type RenderTask } from '../engine/task.ts';
import type { FrameSink } from '../engine/reference.ts';
import { UsageError } from './arguments.ts';
import type { Workshop } from './workshop.ts';

const sinkPath = '/quality-frame';

/** Opens a browser with the harness page. `scenes` may hold paths of models; their folders are served to the page. */
export async function openChromiumWorkshop(
  root: string,
  scenes: readonly string[],
  peer: string | undefined,
): Promise<Workshop> {
  const found = findBrowser();
  if (!found) throw new UsageError('--in chromium: no browser found. Set CHROME_PATH or leave --in away.');
  let take: FrameSink | undefined;
  let failure: unknown;
  const sink = frameSink(async (index, pixels) => {
    try {
      await take?.(index, pixels);
    } catch (error) {
      failure = error;
      throw error;
    }
  });
  const folders = scenes.filter((scene) => isAbsolute(scene)).map((scene) => dirname(scene));
  const server = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [sharedThree(), sink],
    server: {
      host: '127.0.0.1',
      hmr: false,
      watch: null,
      fs: { allow: [root, ...folders, ...(peer === undefined ? [] : [peer])] },
    },
    optimizeDeps: { noDiscovery: true, include: [] },
    cacheDir: 'node_modules/.cache/vite-quality',
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath: found.path, args: browserFlags() });
  const page = await browser.newPage();
  const crashed = new Promise<never>((_, reject) => page.on('pageerror', reject));
  crashed.catch(() => {});
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(`page: ${message.text()}`);
  });
  await page.goto(`${server.resolvedUrls?.local[0] ?? ''}tests/quality/browser/page.html`);
  const adapterName = page.evaluate(async () => (await window.qualityPage!).adapterName());
  return {
    adapterName: await Promise.race([adapterName, crashed]),
    host: 'chromium',
    async render(scene: string, task: RenderTask, onFrame: FrameSink) {
      const bytes = frameBytesOf(task);
      take = (index, pixels) => {
        if (pixels.length !== bytes)
          throw new Error(`quality: the page sent ${pixels.length} bytes, not ${bytes}.`);
        return onFrame(index, pixels);
      };
      const request = {
        scene: isAbsolute(scene) ? `/@fs${scene}` : scene,
        task,
        sink: sinkPath,
        peer: peer === undefined ? undefined : `/@fs${peer}`,
      };
      const done = page.evaluate(async ({ scene, task, sink, peer }) => {
        const { renderInPage } = await window.qualityPage!;
        await renderInPage(scene, task, sink, peer);
      }, request);
      try {
        await Promise.race([done, crashed]);
      } catch (error) {
        throw failure ?? error;
      }
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Takes posted frames on the page's own server. */
function frameSink(take: FrameSink): Plugin {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const index = Number(new URL(request.url ?? '', 'http://page').searchParams.get('frame'));
    try {
      await take(index, new Uint8Array(Buffer.concat(parts)));
      response.statusCode = 204;
    } catch {
      response.statusCode = 500;
    }
    response.end();
  };
  return {
    name: 'quality-frames',
    configureServer(server) {
      server.middlewares.use(sinkPath, (request, response) => void answer(request, response));
    },
  };
}
