// Tokens by the thousand, and texts that are aborted: what memory and time do.
import type { FrameBudget, Gpu } from '@frameloom/gpu';
import { loadTextModel, type TextModel } from '@frameloom/text';
import { heapBytes } from '../../support/heap.ts';
import { readTiny } from '../../support/text/tiny-models.ts';

/** What {@link soakText} saw. */
export type SoakResult = {
  tokens: number;
  /** Bytes of GPU memory after the first and the last part. */
  gpuBytes: [number, number];
  /** Bytes of the JavaScript heap, after a collection, after the first and the last part. */
  heapBytes: [number, number];
  /** Milliseconds of a token in the first and the last part. */
  tokenMs: [number, number];
  /** Texts that were aborted, and bytes of GPU memory before and after them. */
  aborted: { count: number; gpuBytes: [number, number] };
};

const aborts = 100;

/** Writes one text of so many tokens, its context sliding, and aborts a hundred others somewhere. */
export async function soakText(gpu: Gpu, budget: FrameBudget, tokens: number): Promise<SoakResult> {
  const tiny = readTiny('llama');
  const model = await loadTextModel(gpu, tiny.files, { precision: 'f32', maxContext: 96, budget });
  const prompt = tiny.prompt.slice(0, 20);
  const part = Math.floor(tokens / 10);
  const write = async (count: number): Promise<number> => {
    const start = performance.now();
    const options = {
      temperature: 1,
      seed: 3,
      maxTokens: count,
      ignoreEnd: true,
      overflow: 'slide',
    } as const;
    const { usage } = await model.generate(prompt, options).done;
    if (usage.completionTokens !== count)
      throw new Error(`${usage.completionTokens} of ${count} tokens came.`);
    return (performance.now() - start) / count;
  };
  // Parameters of dispatches grow with the most that were ever on their way at once.
  await write(Math.max(part, 300));
  const first = { ms: await write(part), gpu: gpu.memory.bytes, heap: heapBytes() };
  if (tokens > 2 * part) await write(tokens - 2 * part);
  const last = { ms: await write(part), gpu: gpu.memory.bytes, heap: heapBytes() };
  // Without the parameters of operators, see above.
  const held = (): number => {
    const { text = 0, 'text/kv-cache': cache = 0 } = gpu.memory.byOwner();
    return text + cache;
  };
  const before = (await abortSome(model, prompt, 30), held());
  await abortSome(model, prompt, aborts);
  const after = held();
  model.dispose();
  return {
    tokens,
    gpuBytes: [first.gpu, last.gpu],
    heapBytes: [first.heap, last.heap],
    tokenMs: [first.ms, last.ms],
    aborted: { count: aborts, gpuBytes: [before, after] },
  };
}

/** Aborts texts after up to seven pieces. Throws where one ends otherwise. */
async function abortSome(model: TextModel, prompt: readonly number[], count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const stream = model.generate(prompt, { temperature: 0, maxTokens: 60, ignoreEnd: true });
    const pieces = stream[Symbol.asyncIterator]();
    for (let piece = 0; piece < i % 8; piece++) await pieces.next();
    stream.abort();
    const code = await stream.done.then(
      () => 'done',
      (error: { code?: string }) => error.code,
    );
    if (code !== 'aborted') throw new Error(`Abort ${i} ended with ${code}.`);
  }
  model.forget();
}
