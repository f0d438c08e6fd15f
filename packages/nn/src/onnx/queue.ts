import { FrameloomError, type Gpu } from '@frameloom/gpu';

// onnxruntime's WebGPU build suspends its one stack while it waits for the GPU: a second call into it, of any session,
// hangs the page for good. Copies of this package share the queue for that reason.
type Shared = { last: Promise<unknown>; isStuck: boolean };
const key = Symbol.for('frameloom.onnx.queue');

/** Milliseconds after a loss that a call into onnxruntime may still take to return. */
const patience = 10_000;

/**
 * Runs `work` after all that was handed over before it on this page.
 *
 * @throws FrameloomError `device-lost` as soon as the device is lost; what `work` throws.
 */
export function enqueue<T>(gpu: Gpu, label: string, work: () => Promise<T>): Promise<T> {
  const shared = sharedQueue();
  const run = shared.last.then(() => {
    if (!shared.isStuck) return work();
    throw new FrameloomError(
      'device-lost',
      `${label}: onnxruntime did not return from a call when the GPU device was lost. Reload the page.`,
    );
  });
  const done = run.then(ignore, ignore);
  let stop = ignore;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const lost = new Promise<never>((_, reject) => {
    stop = gpu.onLost(() => reject(lostError(label)));
  });
  // The queue goes on when the call has returned, which after a loss it may never do.
  const givenUp = lost.catch(
    () =>
      new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          shared.isStuck = true;
          resolve();
        }, patience);
      }),
  );
  shared.last = Promise.race([done, givenUp]);
  void done.then(() => {
    stop();
    clearTimeout(timer);
  });
  return Promise.race([run, lost]);
}

/** The error of everything that a lost device ends. */
export function lostError(label: string): FrameloomError {
  return new FrameloomError(
    'device-lost',
    `${label}: the GPU device was lost. Open the model again on the new one.`,
  );
}

function sharedQueue(): Shared {
  const scope = globalThis as { [key]?: Shared };
  return (scope[key] ??= { last: Promise.resolve(), isStuck: false });
}

function ignore(): void {}
