import type { Model } from '@frameloom/gpu/files';
import { isModelSource as isSource, type ShippedModels } from '@frameloom/nn/stage';

/** A network of `models/interpolate`, which comes with this package (it is loaded when it is asked for). */
export type ShippedModel = 'standard';

/**
 * Where a network comes from: the name of one that comes with this package, the address of a `model.json` (or of its
 * folder with a slash at the end), the files that `loadModel` of `@frameloom/nn` gave, or `'none'` for the analytic choice.
 */
export type ModelSource = 'none' | ShippedModel | (string & {}) | URL | Model;

/** A network of `models/interpolate` for pictures without motion vectors; `lite` takes a quarter of the multiply-adds. */
export type ShippedVideoModel = 'standard' | 'lite';

/** As {@link ModelSource}, of `createVideoInterpolator()`. */
export type VideoModelSource = 'none' | ShippedVideoModel | (string & {}) | URL | Model;

/** What has become of an interpolator's network. */
export type ModelState = 'none' | 'loading' | 'ready' | 'failed';

/** A module for each, so that a program holds only what it may ask for. */
export const shippedModels: ShippedModels & Readonly<Record<ShippedModel, unknown>> = {
  standard: async () => (await import('./shipped/standard.ts')).standard,
};

/** As {@link shippedModels}, for video. */
export const shippedVideoModels: ShippedModels & Readonly<Record<ShippedVideoModel, unknown>> = {
  standard: async () => (await import('./shipped/video.ts')).video,
  lite: async () => (await import('./shipped/video-lite.ts')).videoLite,
};

/** Whether `value` can be a source of a model; a bare word must be a name of one of `shipped`. */
export function isModelSource(value: unknown, shipped: ShippedModels): value is ModelSource {
  return value === 'none' || isSource(value, shipped);
}
