import { FrameloomError, type GpuTier } from '@frameloom/gpu';
import type { LoadProgress, Model } from '@frameloom/nn';
import { loadShippedModel, shippedModels, type ShippedModel } from './shipped.ts';

/**
 * Where a network comes from: the name of one that ships with this package, the address of a `model.json` (or of its
 * folder with a slash at the end), the files that `loadModel` of `@frameloom/nn` gave, or `'none'`.
 */
export type VideoModelSource = ShippedModel | 'none' | (string & {}) | URL | Model;

/** The network for video that plays, where nobody chose one: a processor that stands in for a GPU has no time for any. */
export function defaultModel(tier: GpuTier): ShippedModel | 'none' {
  return tier === 'software' ? 'none' : 'small';
}

/** What to call a model in labels and statistics. */
export function nameOfModel(source: VideoModelSource): string {
  if (typeof source === 'string') return source;
  return source instanceof URL ? source.href : String(source?.config?.name);
}

/** Fetches the files. Throws FrameloomError `load-failed`, `aborted`, `invalid-argument`. */
export async function loadVideoModel(
  source: Exclude<VideoModelSource, 'none'>,
  options: { signal?: AbortSignal; onProgress?: (progress: LoadProgress) => void },
): Promise<Model> {
  if (typeof source === 'object' && source && 'tensors' in source) return source;
  if (isShipped(source)) return loadShippedModel(source, options);
  if (typeof source === 'string' || source instanceof URL) {
    const { loadModel } = await import('@frameloom/nn');
    return loadModel(source, options);
  }
  throw new FrameloomError(
    'invalid-argument',
    `video: model must be 'none', ${shippedModels.map((name) => `'${name}'`).join(', ')}, the address of a model.json or a loaded model, got ${String(source)}.`,
  );
}

function isShipped(source: unknown): source is ShippedModel {
  return (shippedModels as readonly unknown[]).includes(source);
}
