import { FrameloomError, show, type Gpu } from '@frameloom/gpu';
import { loadBytes } from '@frameloom/gpu/files';

import type { OnnxModel, OnnxOptions, OnnxSource } from './types.ts';

/** onnxruntime holds a model in wasm memory, of which there are 4 GiB, and copies it once. */
const mostBytes = 2 ** 31;

/**
 * The file of a model that suits the device.
 *
 * @throws FrameloomError `invalid-argument`, `unsupported`.
 */
export function chooseSource(
  label: string,
  gpu: Gpu,
  model: OnnxModel,
  wanted: OnnxOptions['precision'],
): OnnxSource {
  if (wanted !== undefined && wanted !== 'f16' && wanted !== 'f32') {
    throw new FrameloomError(
      'invalid-argument',
      `${label}: precision must be 'f16' or 'f32', got ${show(wanted)}.`,
    );
  }
  if (isSource(model)) return model;
  const { f16, f32 } = (model ?? {}) as { f16?: unknown; f32?: unknown };
  for (const source of [f16, f32])
    if (source !== undefined && !isSource(source)) throw noSource(label, source);
  const hasHalves = gpu.device.features.has('shader-f16');
  const byDevice = hasHalves && gpu.tier !== 'software' ? 'f16' : 'f32';
  const precision = wanted ?? (f16 === undefined ? 'f32' : f32 === undefined ? 'f16' : byDevice);
  const chosen = precision === 'f16' ? f16 : f32;
  if (chosen === undefined) {
    if (wanted === undefined) throw noSource(label, model);
    throw new FrameloomError('invalid-argument', `${label}: the model has no ${wanted} file.`);
  }
  if (precision === 'f16' && !hasHalves) throw needsHalves(label);
  return chosen as OnnxSource;
}

/** The bytes of a file. Throws `load-failed`, `aborted`. */
export async function readSource(source: OnnxSource, signal: AbortSignal | undefined): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  return loadBytes(source, { maxBytes: mostBytes, ...(signal && { signal }) });
}

export function needsHalves(label: string, cause?: unknown): FrameloomError {
  return new FrameloomError(
    'unsupported',
    `${label}: the model needs the device feature shader-f16, which this device has not. Give a file in single ` +
      'precision too: { f16, f32 }.',
    { cause },
  );
}

function isSource(value: unknown): value is OnnxSource {
  const isBytes = value instanceof Uint8Array || value instanceof ArrayBuffer;
  return isBytes || value instanceof URL || (typeof value === 'string' && value !== '');
}

function noSource(label: string, value: unknown): FrameloomError {
  return new FrameloomError(
    'invalid-argument',
    `${label}: model must be bytes, an address, or { f16, f32 } of these, got ${show(value)}.`,
  );
}
