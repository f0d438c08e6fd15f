import type { BudgetHost } from './host.ts';

/** Tells when frames begin. */
export interface Ticker {
  /** Whether no frames are drawn now (worker, Node, hidden page): nothing needs to be waited for. */
  readonly isFree: boolean;
  /** There is work: watch frames. They are watched until one begins without work. */
  watch(): void;
  /** The host says that its frame begins; from now on its calls are the frames. */
  hostFrame(): void;
  dispose(): void;
}

/** Milliseconds without a frame after which the page is taken for hidden; at least four frames. */
const silence = 250;

/**
 * @param begins Called after the callbacks of a frame, so that what it submits lies behind the frame's own commands.
 *   Returns whether there is work.
 * @param freed Called when frames have stopped.
 */
export function createTicker(host: BudgetHost, begins: () => boolean, freed: () => void): Ticker {
  let isFree = !host.requestFrame;
  let isHostDriven = false;
  let cancelFrame: (() => void) | undefined;
  let cancelWatchdog: (() => void) | undefined;
  let lastFrame: number | undefined;
  let longest = 0;
  let isDisposed = false;

  function arm(): void {
    if (!host.requestFrame || isDisposed) return;
    if (!isHostDriven) cancelFrame ??= host.requestFrame(onFrame);
    if (!isFree) cancelWatchdog ??= host.later(Math.max(silence, 4 * longest), onSilence);
  }

  function disarm(): void {
    cancelFrame?.();
    cancelWatchdog?.();
    cancelFrame = cancelWatchdog = undefined;
  }

  function onFrame(): void {
    cancelFrame = undefined;
    frame();
  }

  function frame(): void {
    cancelWatchdog?.();
    cancelWatchdog = undefined;
    const now = host.now();
    // Forgets slowly, so that one long frame (a page loading) doesn't stay the measure.
    if (lastFrame !== undefined) longest = Math.max(0.9 * longest, Math.min(now - lastFrame, 4000));
    lastFrame = now;
    isFree = false;
    host.post(() => {
      if (isDisposed) return;
      if (begins()) arm();
      else lastFrame = undefined;
    });
  }

  function onSilence(): void {
    cancelWatchdog = undefined;
    lastFrame = undefined;
    isFree = true;
    isHostDriven = false;
    // Frames may come back, with the page.
    arm();
    freed();
  }

  return {
    get isFree() {
      return isFree;
    },
    watch: arm,
    hostFrame() {
      if (isDisposed) return;
      isHostDriven = true;
      cancelFrame?.();
      cancelFrame = undefined;
      frame();
    },
    dispose() {
      isDisposed = true;
      disarm();
    },
  };
}
