import { type LoadProgress, type Model, loadModel } from '@frameloom/gpu/files';
import type { ModelFiles, ShippedModels, StageSource } from './types.ts';

/**
 * Fetches and checks a model.
 *
 * @throws FrameloomError `load-failed`, `aborted`, `invalid-argument`; what a source's own function throws.
 */
export async function loadSource(
  source: StageSource,
  shipped: ShippedModels,
  options: { signal: AbortSignal; onProgress?: ((progress: LoadProgress) => void) | undefined },
): Promise<Model> {
  const { signal, onProgress } = options;
  const found = await resolveSource(source, shipped);
  if (typeof found === 'object' && 'tensors' in found) return found;
  const settings = { signal, ...(onProgress && { onProgress }) };
  if (typeof found === 'object' && 'weights' in found) {
    return loadModel(found.config, { ...settings, weights: found.weights });
  }
  return loadModel(found, settings);
}

async function resolveSource(
  source: StageSource,
  shipped: ShippedModels,
): Promise<string | URL | Model | ModelFiles> {
  if (typeof source === 'function') return source();
  if (typeof source === 'string' && Object.hasOwn(shipped, source)) return shipped[source]!();
  return source;
}
