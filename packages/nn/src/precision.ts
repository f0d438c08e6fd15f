import { FrameloomError, type Gpu, show } from '@frameloom/gpu';
import f16 from './lib/f16.wgsl?raw';
import f32 from './lib/f32.wgsl?raw';
import mixed from './lib/mixed.wgsl?raw';

/**
 * How numbers are kept and multiplied:
 *
 * - `f16`: halves in memory and in products (sums over channel blocks are single). Needs the feature `shader-f16`.
 * - `mixed`: halves in memory, products in single precision. Runs everywhere.
 * - `f32`: everything single, for comparison with a reference.
 */
export type Precision = 'f16' | 'mixed' | 'f32';

/** How a feature map or a weight lies in memory. */
export type Format = 'f16' | 'f32';

/** Types and conversions of each precision, to put before a shader. */
export const preludes: Readonly<Record<Precision, string>> = { f16, mixed, f32 };

/** The format that a precision keeps numbers in. */
export function formatOf(precision: Precision): Format {
  return precision === 'f32' ? 'f32' : 'f16';
}

/**
 * The precision asked for, or else `f16` on hardware that has it and `mixed` elsewhere (a processor that imitates a GPU
 * imitates halves at a loss).
 *
 * @throws FrameloomError `unsupported`, `invalid-argument`.
 */
export function choosePrecision(where: string, gpu: Gpu, wanted: Precision | undefined): Precision {
  const hasHalves = gpu.device.features.has('shader-f16');
  if (wanted === undefined) return hasHalves && gpu.tier !== 'software' ? 'f16' : 'mixed';
  if (!Object.hasOwn(preludes, wanted)) {
    throw new FrameloomError(
      'invalid-argument',
      `${where}: precision must be 'f16', 'mixed' or 'f32', got ${show(wanted)}.`,
    );
  }
  if (wanted !== 'f16' || hasHalves) return wanted;
  throw new FrameloomError(
    'unsupported',
    `${where}: precision 'f16' needs the device feature shader-f16. Use 'mixed', or leave it to the default.`,
  );
}
