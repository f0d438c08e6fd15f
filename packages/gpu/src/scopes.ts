import { requireFunction, requireText, show } from './arguments.ts';
import { FrameloomError } from './errors.ts';

const filters = ['validation', 'out-of-memory', 'internal'] as const;

/**
 * Runs `work` and throws if WebGPU refused any of it, where it would otherwise report to nobody.
 *
 * Scopes are a stack of the device: while an async `work` waits, errors of other code on that device land here too.
 *
 * @param label Opens the message of the error.
 * @returns What `work` returned.
 * @throws FrameloomError `validation`, `out-of-memory`, `device-lost`, `invalid-argument`; and whatever `work` throws.
 */
export async function withErrorScopes<T>(
  device: GPUDevice,
  label: string,
  work: () => T | Promise<T>,
): Promise<T> {
  requireText('withErrorScopes', 'label', label);
  requireFunction(label, 'work', work);
  if (typeof device?.pushErrorScope !== 'function') {
    throw new FrameloomError(
      'invalid-argument',
      `${label}: device must be a GPUDevice, got ${show(device)}.`,
    );
  }
  for (const filter of filters) device.pushErrorScope(filter);
  let outcome: { value: T } | { thrown: unknown };
  try {
    outcome = { value: await work() };
  } catch (thrown) {
    outcome = { thrown };
  }
  const errors = await popAll(device);
  if ('thrown' in outcome) throw outcome.thrown;
  const error = errors.find((candidate) => candidate !== null);
  if (error === undefined) return outcome.value;
  if (error === 'lost') throw new FrameloomError('device-lost', `${label}: the GPU device was lost.`);
  const isMemory = typeof GPUOutOfMemoryError !== 'undefined' && error instanceof GPUOutOfMemoryError;
  throw new FrameloomError(isMemory ? 'out-of-memory' : 'validation', `${label}: ${error.message.trim()}`, {
    cause: error,
  });
}

/** Pops in one go, so that no other code's scope comes between; a lost device rejects. */
function popAll(device: GPUDevice): Promise<(GPUError | null | 'lost')[]> {
  return Promise.all(filters.map(() => device.popErrorScope().catch(() => 'lost' as const)));
}
