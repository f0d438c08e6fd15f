// Pictures in a row, and pictures that are aborted: what memory and time do.
import { createFrameBudget, createGpu } from '@frameloom/gpu';
import { loadImageModel, type ImageModel, type ImageOptions } from '@frameloom/image';
import { heapBytes } from '../../support/heap.ts';
import { nodeGpu } from '../../support/node-gpu.ts';
import { readPipeline } from '../../support/image/pipelines.ts';

const aborts = 100;
const asked: ImageOptions = { prompt: 'red dragon', numInferenceSteps: 4, guidanceScale: 2 };
const image = { width: 16, height: 16, data: new Uint8Array(1024).fill(200) };

/** `node tests/soak/image/run.mjs [pictures]`; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const count = Number(argv[0] ?? 500);
  const gpu = await createGpu({ gpu: nodeGpu, label: 'soak' });
  const budget = createFrameBudget(gpu, { budgetMs: 1000 });
  const model = await loadImageModel(gpu, await readPipeline('latent'), { budget });
  const part = Math.max(1, Math.floor(count / 10));
  const look = async (): Promise<{ gpu: number; heap: number }> => ({
    gpu: gpu.memory.bytes,
    heap: await heapBytes(),
  });
  const first = { ms: await paint(model, part), ...(await look()) };
  await paint(model, count - 2 * part);
  const last = { ms: await paint(model, part), ...(await look()) };
  await abortSome(model);
  const after = gpu.memory.bytes;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
  console.log(`adapter  ${gpu.adapterName}, ${count} pictures, first tenth → last tenth`);
  console.log(`GPU      ${megabytes(first.gpu)} → ${megabytes(last.gpu)}`);
  console.log(`heap     ${megabytes(first.heap)} → ${megabytes(last.heap)}`);
  console.log(`picture  ${first.ms.toFixed(1)} ms → ${last.ms.toFixed(1)} ms`);
  console.log(`aborts   ${aborts}, GPU ${megabytes(last.gpu)} → ${megabytes(after)}`);
  // Parameters of dispatches grow with the most that were ever on their way at once.
  const isFlat = last.gpu - first.gpu < 65_536 && after - last.gpu < 65_536;
  const isKept = last.heap - first.heap < 2_000_000;
  console.log(isFlat && isKept ? 'Flat.' : 'FAILED');
  model.dispose();
  budget.dispose();
  return isFlat && isKept ? 0 : 1;
}

/** Milliseconds of a picture. Words alone, pictures and masks by turns. */
async function paint(model: ImageModel, count: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const more = [{}, { image, strength: 0.5 }, { image, mask: image }][i % 3];
    const picture = await model.generate({ ...asked, seed: i, ...more });
    picture.dispose();
  }
  return (performance.now() - start) / count;
}

/** Aborts pictures after a moment that differs. Throws where one ends otherwise. */
async function abortSome(model: ImageModel): Promise<void> {
  const usual = await paint(model, 3);
  for (let i = 0; i < aborts; i++) {
    const abort = new AbortController();
    const picture = model.generate({ ...asked, seed: i, image, signal: abort.signal });
    setTimeout(() => abort.abort(), usual * 0.9 * ((i * 0.618) % 1));
    const code = await picture.then(
      (made) => (made.dispose(), 'done'),
      (error: { code?: string }) => error.code,
    );
    if (code !== 'aborted' && code !== 'done') throw new Error(`Abort ${i} ended with ${code}.`);
  }
}
