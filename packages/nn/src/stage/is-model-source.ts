import type { Model } from '@frameloom/gpu/files';
import type { ShippedModels } from './types.ts';

/**
 * Whether a value can be the source of a model: a name among `shipped`, an address (text with a dot or a slash, or a URL),
 * or a loaded model. A bare word that is no shipped name is a mistake and not an address.
 */
export function isModelSource(value: unknown, shipped: ShippedModels = {}): value is string | URL | Model {
  if (typeof value === 'string') return Object.hasOwn(shipped, value) || /[./]/.test(value);
  if (value instanceof URL) return true;
  return typeof value === 'object' && value !== null && 'config' in value && 'tensors' in value;
}
