import type { Gpu } from '../gpu.ts';
import { createCalibrator, type Calibrator } from './calibrator.ts';

/** What a scheduler needs from its surroundings; tests have others. */
export type BudgetHost = {
  /** Milliseconds. */
  now(): number;
  /** Calls back at the next frame, unless the returned function is called before; undefined where there are no frames. */
  requestFrame: ((callback: () => void) => () => void) | undefined;
  /** Calls back in a task of its own, as soon as possible. */
  post(callback: () => void): void;
  /** Calls back after `ms`, unless the returned function is called before. */
  later(ms: number, callback: () => void): () => void;
  calibrator: Calibrator;
};

type Scope = {
  requestAnimationFrame?: (callback: () => void) => number;
  cancelAnimationFrame?: (handle: number) => void;
  setImmediate?: (callback: () => void) => unknown;
};

/** The page, worker or process that this runs in. */
export function createHost(gpu: Gpu, label: string): BudgetHost {
  const scope = globalThis as Scope;
  const { requestAnimationFrame: request, cancelAnimationFrame: cancel } = scope;
  return {
    now: () => performance.now(),
    requestFrame:
      request &&
      ((callback) => {
        const handle = request.call(globalThis, callback);
        return () => cancel?.call(globalThis, handle);
      }),
    post: scope.setImmediate ? (callback) => void scope.setImmediate?.(callback) : createPost(),
    later(ms, callback) {
      const handle = setTimeout(callback, ms);
      return () => clearTimeout(handle);
    },
    calibrator: createCalibrator(gpu, label),
  };
}

/** Browsers hold back nested timers by 4 ms, and by a second in hidden pages; messages they don't. */
function createPost(): (callback: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.addEventListener('message', () => waiting.shift()?.());
  port1.start();
  return (callback) => {
    waiting.push(callback);
    port2.postMessage(undefined);
  };
}
