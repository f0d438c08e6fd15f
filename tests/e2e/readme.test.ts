// Runs the snippets of the READMEs of what stands below three.js in a page, each with the things around it that it takes for
// granted. Snippets that name a file after their language are run in the apps of tests/install.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { writeOnnx } from '../support/onnx-graph.ts';
import { readSnippets, withContext } from '../support/readme.ts';
import { repoRoot } from '../support/source.ts';
import { readTiny } from '../support/text/tiny-models.ts';
import { writeSafetensors } from '../unit/gpu/files.ts';

/**
 * What is done with a snippet that has a word in it: `before` and `after` stand around its code, `expected` is what `found` must be
 * then.
 */
type Run = { before?: string; after?: string; found: string; expected: unknown };

const frames = 'calls.drawScene + calls.toneMap';
const runs: Readonly<Record<string, Record<string, Run>>> = {
  frameloom: {
    'scene, camera': {
      before: 'const [scene, camera] = [new THREE.Scene(), new THREE.PerspectiveCamera()];',
      after: 'while (renderer.info.frame < 2) await new Promise(requestAnimationFrame);',
      found: 'renderer.info.frame > 1',
      expected: true,
    },
    loadLevel: {
      found: '[document.querySelector("video").videoWidth, level.info.width]',
      expected: [64, 128],
    },
  },
  gpu: {
    createFrameBudget: {
      found: '[found.length, "demo/double" in budget.stats.costs]',
      expected: [20, true],
    },
    openModelFile: { found: '[buffers.size, tokenizer.model !== undefined]', expected: [1, true] },
  },
  nn: {
    createTrainer: { found: '[calls.writeBatch, network.bytes > 0]', expected: [3, true] },
    loadModel: { found: '[calls.writeInput, calls.readOutput, bar.value]', expected: [1, 1, 1] },
    openStage: { after: 'await stage.whenReady();', found: 'stage.ready !== undefined', expected: true },
    openOnnx: { found: 'output.dims', expected: [1, 3, 64, 64] },
  },
  upscale: { createUpscaler: { after: 'frame(0, 16); frame(1, 16);', found: frames, expected: 4 } },
  interpolate: {
    createInterpolator: { after: 'frame(camera); frame(camera);', found: frames, expected: 3 },
    createVideoInterpolator: {
      after: `const picture = () => drawScene(encoder, { width: 320, height: 180 }).color;
        const output = between(picture(), picture());
        device.queue.submit([encoder.finish()]);`,
      found: '[output.width, output.height]',
      expected: [320, 180],
    },
    createFramePacer: {
      before: `let drawn = 0; const renderFrame = () => { drawn++; }; const interpolator = { generate() {} };`,
      after: 'while (drawn < 2) await new Promise((resolve) => setTimeout(resolve, 20));',
      found: 'drawn > 1',
      expected: true,
    },
  },
  world: {
    createLevelPainter: {
      after: 'device.queue.submit([encoder.finish()]);',
      found: '[painter.output.width, level.stepCount]',
      expected: [288, 1],
    },
    teachLevel: { found: '[teacher.step, level.info.width]', expected: [6, 16] },
    loadLevel: { found: '[texture.width, bar.value, snapshot !== undefined]', expected: [128, 1, true] },
    'my-game': { found: 'calls.save', expected: 1 },
    cellPixels: { found: 'recorder.steps', expected: 1 },
  },
  image: {
    loadImageModel: {
      before: `const context = document.createElement('canvas').getContext('2d')!;`,
      // The shipped painter against what PyTorch made of it: see record_tiles.py. Halves between layers, and the recorded numbers are halves.
      after: `const recorded = await recordedTiles();
        const [latents, expected] = [recorded('latents'), recorded('picture')];
        const size = { numInferenceSteps: 1, width: 8, height: 8 };
        const same = await model.generate({ prompt: 'purple cloak', latents, ...size });
        const difference = await pictureDifference(same, expected);`,
      found:
        '[picture.texture.width, context.getImageData(0, 0, 8, 8).data.some((value) => value > 0), difference < 6]',
      expected: [8, true, true],
    },
    createScheduler: { before: 'const recordNetwork = () => {};', found: 'plan.steps.length', expected: 20 },
    loadVae: {
      before: `const [first, second] = [new ImageData(8, 8), new ImageData(8, 8)];
        let shown = 0; const show = () => shown++;`,
      after: `const recorded = await recordedTiles();
        const [planes, expected] = [recorded('vae.picture'), recorded('vae.decoded')];
        const data = Uint8ClampedArray.from({ length: 256 }, (_, i) => Math.round(planes[(i % 4) * 64 + (i >> 2)] * 255));
        const again = await vae.decode(await vae.encode({ width: 8, height: 8, data }));
        const difference = await pictureDifference(again, expected);`,
      found: '[latent.channels, picture.width, shown, difference < 6]',
      expected: [8, 8, 3, true],
    },
    loadGan: {
      before: 'let shown = 0; const show = () => shown++;',
      after: `const recorded = await recordedTiles();
        const same = await gan.generate({ z: recorded('gan.z'), classLabel: 'green potion' });
        const difference = await pictureDifference(same, recorded('gan.picture'));`,
      found: '[picture.width, shown, difference < 6]',
      expected: [32, 3, true],
    },
  },
  video: {
    setColourise: { found: 'upscaled.state', expected: 'disposed' },
    createUpscaleTransform: { found: 'document.querySelector("video").videoWidth', expected: 64 },
    MediaStreamTrackProcessor: { found: 'track.readyState', expected: 'ended' },
    showSaveFilePicker: { found: '[bar.value, film.frames]', expected: [1, 4] },
    createFrameImporter: { found: '[source.width, source.height]', expected: [64, 64] },
  },
  text: {
    'schema: {': {
      before: `const { loadTextModel } = await import('@frameloom/text');
        const { gpu } = await import('/tests/e2e/readme/page-around.ts');
        const model = await loadTextModel(gpu, 'https://example.org/models/smollm2/');`,
      found: 'Object.keys(line)',
      expected: ['mood', 'says'],
    },
    loadTextModel: { found: 'usage.completionTokens > 0', expected: true },
  },
};

const folder = 'tests/out/readme-run';
const around = 'tests/e2e/readme/page-around.ts';
const aroundVideo = 'tests/e2e/readme/page-around-video.ts';
let server: ViteDevServer;
let browser: Browser;

beforeAll(async () => {
  rmSync(join(repoRoot, folder), { recursive: true, force: true });
  mkdirSync(join(repoRoot, folder), { recursive: true });
  const shader = (body: string): string => `@compute @workgroup_size(8, 8) ${body}`;
  writeFileSync(
    join(repoRoot, folder, 'double.wgsl'),
    `@group(0) @binding(0) var<storage, read_write> data: array<f32>;
     @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) { data[id.x] *= 2.0; }`,
  );
  writeFileSync(
    join(repoRoot, folder, 'planes.wgsl'),
    `@group(0) @binding(0) var source: texture_2d<f32>;
     @group(0) @binding(1) var<storage, read_write> planes: array<f32>;
     ${shader('fn main(@builtin(global_invocation_id) id: vec3u) { planes[id.x] = textureLoad(source, id.xy, 0).r; }')}`,
  );
  server = await createServer({
    configFile: false,
    root: repoRoot,
    logLevel: 'error',
    server: { host: '127.0.0.1', hmr: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [], exclude: ['onnxruntime-web'] },
    cacheDir: 'node_modules/.cache/vite-readme',
  });
  await server.listen();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const snippets = readSnippets().filter(
  ({ readme, language, file }) => packageOf(readme) in runs && language === 'ts' && !file,
);

/** Whose README it is. */
function packageOf(readme: string): string {
  return readme === 'README.md' ? 'frameloom' : (/^packages\/(\w+)\/README/.exec(readme)?.[1] ?? 'none');
}

describe.each(Object.keys(runs))('the README of %s', (name) => {
  const own = snippets.filter(({ readme }) => packageOf(readme) === name);

  test.each(own.map((snippet) => [`line ${snippet.line}`, snippet] as const))(
    '%s runs',
    async (_, snippet) => {
      const found = Object.entries(runs[name]!).find(([word]) => snippet.code.includes(word));
      if (!found)
        throw new Error(
          `${snippet.readme}:${snippet.line}: say in this test how it is run and what must come out.`,
        );
      const context = snippet.code.includes('@frameloom/video') ? aroundVideo : around;
      const [, { before = '', after = '', found: expression, expected }] = found;
      const code = `${smaller(snippet.code)}\n${after}\nexport const result = ${expression};`;
      const imports = code.match(/^import .*$/gm)?.join('\n') ?? '';
      const rest = code.replace(/^import .*$/gm, '');
      // A file for each: the server keeps what it has read.
      const file = `${folder}/${name}-${snippet.line}.ts`;
      writeFileSync(
        join(repoRoot, file),
        withContext(`${imports}\n${before}\n${rest}`, context, `/${context}`),
      );
      expect(await runInPage(`/${file}`)).toEqual(expected);
    },
  );
});

/** Fewer pixels and tokens, for a software GPU, and nothing that only declares what `before` makes. */
function smaller(code: string): string {
  return code
    .replace(/^declare .*$/gm, '')
    .replace('maxTokens: 200', 'maxTokens: 4')
    .replace('maxLength: 80', 'maxLength: 2')
    .replace('steps: 4000 }', 'steps: 6 }')
    .replace('step < 4000', 'step < 3')
    .replace('step % 50 === 49', 'step === 2')
    .replace('i < 20; i++) teacher', 'i < 3; i++) teacher')
    .replace(/(interpolate\(.*), 9\)/, '$1, 3)')
    .replace('seed: 3,', 'seed: 3, width: 8, height: 8, numInferenceSteps: 1,')
    .replace('width: 1920, height: 1080', 'width: 480, height: 270')
    .replace('width: 1280, height: 720', 'width: 320, height: 180');
}

/** Imports a module in a page of its own, resolves with its `result`. */
async function runInPage(path: string): Promise<unknown> {
  const address = server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '';
  const opened = await openPage(browser, `${address}/tests/e2e/readme/page.html`);
  try {
    await serveModels(opened.page);
    // As text, since what stands here is compiled for Node.
    const result = await opened.page.evaluate<unknown>(`import('${path}').then((module) => module.result)`);
    // Files of a model's folder that it need not have.
    expect(
      opened.errors.filter((text) => !/404.*(_config\.json|\.jinja|\.fast\.safetensors)$/.test(text)),
    ).toEqual([]);
    return result;
  } finally {
    await opened.close();
  }
}

/** The models that the snippets name. */
async function serveModels(page: Page): Promise<void> {
  const { files } = readTiny('llama');
  const bytes = async (name: string): Promise<Buffer> =>
    Buffer.from(await files.get(`tiny/${name}`)!.arrayBuffer());
  await page.route('https://example.org/models/smollm2/**', async (route) => {
    const name = route.request().url().split('/').at(-1)!;
    if (!files.has(`tiny/${name}`)) return route.fulfill({ status: 404 });
    return route.fulfill({ body: await bytes(name), headers });
  });
  const shard = writeSafetensors({
    'embed.weight': { shape: [2, 2], data: [1, 2, 3, 4] },
    'lm_head.weight': { shape: [2, 2], data: [5, 6, 7, 8] },
  });
  const weights = { 'embed.weight': 'a.safetensors', 'lm_head.weight': 'a.safetensors' };
  await page.route('https://example.org/models/story/**', async (route) => {
    const url = route.request().url();
    if (url.endsWith('tokenizer.json'))
      return route.fulfill({ body: await bytes('tokenizer.json'), headers });
    const body = url.endsWith('a.safetensors') ? Buffer.from(shard) : JSON.stringify({ weight_map: weights });
    return route.fulfill({ body, headers });
  });
  await page.route('**/models/style*.onnx', (route) =>
    route.fulfill({ body: Buffer.from(style(route.request().url())) }),
  );
}

const headers = { 'Access-Control-Allow-Origin': '*' };

/** A network that leaves planes as they are. */
function style(url: string): Uint8Array {
  const type = url.includes('f16') ? 'float16' : 'float32';
  const dims = [1, 3, 64, 64];
  return writeOnnx({
    nodes: [{ op: 'Relu', inputs: ['input'], output: 'output' }],
    constants: [],
    inputs: [{ name: 'input', type, dims }],
    outputs: [{ name: 'output', type, dims }],
  });
}
