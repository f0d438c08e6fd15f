import type { Model } from '@frameloom/gpu/files';
import { isModelSource as isSource, type ShippedModels } from '@frameloom/nn/stage';

/**
 * A network of `models/upscale`, which comes with this package (it is loaded when it is asked for): `'standard'`, or
 * `'lite'` at less than a third of its cost.
 */
export type ShippedModel = 'standard' | 'lite';

/**
 * Where a network comes from: the name of one that comes with this package, the address of a `model.json` (or of its
 * folder with a slash at the end), the files that `loadModel` of `@frameloom/nn` gave, or `'none'` for the analytic path.
 */
export type ModelSource = 'none' | ShippedModel | (string & {}) | URL | Model;

/** What has become of an upscaler's network. */
export type ModelState = 'none' | 'loading' | 'ready' | 'failed';

/** A module for each, so that a program holds only what it may ask for. */
export const shippedModels: ShippedModels & Readonly<Record<ShippedModel, unknown>> = {
  standard: async () => (await import('./shipped/standard.ts')).standard,
  lite: async () => (await import('./shipped/lite.ts')).lite,
};

/** Whether `value` can be a {@link ModelSource}; a bare word must be a name of one that comes with the package. */
export function isModelSource(value: unknown): value is ModelSource {
  return value === 'none' || isSource(value, shippedModels);
}
