import { FrameloomError, type GpuTier } from '@frameloom/gpu';
import type { Model } from '@frameloom/nn';
import type { StageSource } from '@frameloom/nn/stage';
import { doublerFiles, shippedModels, type ShippedModel } from './shipped.ts';

/**
 * Source of a network: the name of a shipped one, the address of a `model.json` (or of its folder with a trailing slash),
 * files loaded by `loadModel`, or `'none'`.
 */
export type VideoModelSource = ShippedModel | 'none' | (string & {}) | URL | Model;

/** Default network for a playing video; `'none'` on software adapters, which are too slow for a network. */
export function defaultModel(tier: GpuTier): ShippedModel | 'none' {
  return tier === 'software' ? 'none' : 'small';
}

/** Name of a model in labels and statistics. */
export function nameOfModel(source: VideoModelSource): string {
  if (typeof source === 'string') return source;
  return source instanceof URL ? source.href : String(source?.config?.name);
}

/** The source as a stage takes it. Throws FrameloomError `invalid-argument`. */
export function stageSourceOf(source: Exclude<VideoModelSource, 'none'>): StageSource {
  if (typeof source === 'string') return isShipped(source) ? doublerFiles[source] : source;
  if (source instanceof URL) return source;
  if (typeof source === 'object' && source && 'tensors' in source) return source;
  throw new FrameloomError(
    'invalid-argument',
    `video: model must be 'none', ${shippedModels.map((name) => `'${name}'`).join(', ')}, the address of a model.json or a loaded model, got ${String(source)}.`,
  );
}

function isShipped(source: unknown): source is ShippedModel {
  return (shippedModels as readonly unknown[]).includes(source);
}
