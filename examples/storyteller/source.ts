import type { FrameBudget, Gpu } from '@frameloom/gpu';
import { loadTextModel, type TextModel } from '@frameloom/text';

/** Where a model comes from: the one that ships, an address, or files of the visitor. */
export type ModelSource = { name: string; from: 'storyteller' | URL | ReadonlyMap<string, File> };

/** The model that comes with the package. */
export const storyteller: ModelSource = { name: 'storyteller', from: 'storyteller' };

/** Bytes from which on weights are quantised to 8 bits while they are read. */
const large = 300e6;

/** @throws FrameloomError of {@link loadTextModel}; `aborted` by the signal. */
export function openModel(
  gpu: Gpu,
  { from }: ModelSource,
  options: { budget: FrameBudget; signal: AbortSignal; onProgress(share: number): void },
): Promise<TextModel> {
  const { budget, signal, onProgress } = options;
  return loadTextModel(gpu, from instanceof Map ? new Map(from) : from, {
    budget,
    signal,
    ...(isLarge(from) && { quantisation: 'q8' }),
    onProgress: ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0),
  });
}

function isLarge(from: ModelSource['from']): boolean {
  if (from === 'storyteller') return false;
  if (from instanceof URL) return !from.pathname.endsWith('.gguf');
  let bytes = 0;
  for (const file of from.values()) bytes += file.size;
  return bytes > large;
}
