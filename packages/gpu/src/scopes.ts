import { requireFunction, requireText } from './arguments.ts';
import { show } from './show.ts';
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
  const loss = lossOf(device);
  for (const filter of filters) device.pushErrorScope(filter);
  let outcome: { value: T } | { thrown: unknown };
  try {
    outcome = { value: await work() };
  } catch (thrown) {
    outcome = { thrown };
  }
  const errors = await popAll(device);
  if ('thrown' in outcome) throw outcome.thrown;
  if (loss.isLost) throw new FrameloomError('device-lost', `${label}: the GPU device was lost.`);
  const error = errors.find((candidate) => candidate !== null);
  if (!error) return outcome.value;
  const isMemory = typeof GPUOutOfMemoryError !== 'undefined' && error instanceof GPUOutOfMemoryError;
  throw new FrameloomError(isMemory ? 'out-of-memory' : 'validation', `${label}: ${error.message.trim()}`, {
    cause: error,
  });
}

/** Pops in one go, so that no other code's scope comes between. A lost device may reject. */
function popAll(device: GPUDevice): Promise<(GPUError | null)[]> {
  return Promise.all(filters.map(() => device.popErrorScope().catch(() => null)));
}

type Loss = { isLost: boolean };

/** One listener per device, not one per call: a promise never lets go of its listeners. */
const losses: WeakMap<GPUDevice, Loss> = /* @__PURE__ */ new WeakMap();

/** A lost device answers every pop with "no error", so a loss has to be known from elsewhere. */
function lossOf(device: GPUDevice): Loss {
  let loss = losses.get(device);
  if (!loss) {
    const made: Loss = { isLost: false };
    void device.lost.then(() => (made.isLost = true));
    losses.set(device, (loss = made));
  }
  return loss;
}
