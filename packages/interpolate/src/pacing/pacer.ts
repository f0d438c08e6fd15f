import { failArgument } from '@frameloom/gpu/frame';
import { createDisplayClock } from './display-clock.ts';
import { createFactorGovernor } from './factor.ts';
import { createShownFrames, type Shown } from './shown.ts';

/** How frames are paced. */
export type FramePacerOptions = {
  /**
   * `interpolate` (default) shows generated frames between rendered ones, which come later by all but one of their refreshes;
   * `extrapolate` shows a rendered frame at once and generated ones after it.
   */
  mode?: 'interpolate' | 'extrapolate';
  /** Shown frames per rendered one, 1 to 8; `auto` (default) is the fewest that the page renders in time, at most 4. */
  factor?: number | 'auto';
  /**
   * Frames to show a second: `display` (default) shows one at every refresh; a number at most one at every refresh of so many that
   * come closest to it, as 72 of 144.
   */
  targetFps?: 'display' | number;
  /** Rendered frames a second below which generated ones look bad: then only rendered ones are shown. Default 24. */
  minBaseRate?: number;
};

/** Why nothing is generated. */
export type PacerPause = 'measuring' | 'base-rate' | 'in-time' | 'cut';

/** What a pacer is doing. */
export type FramePacerStats = {
  /** Refreshes of the display a second; 0 until it is measured. */
  displayRate: number;
  /** Frames that are to be shown a second. */
  shownRate: number;
  /** Rendered frames a second. */
  baseRate: number;
  factor: number;
  /** Frames shown, the generated ones among them, and generated ones that were due and left out. */
  shown: number;
  generated: number;
  dropped: number;
  /** Milliseconds by which rendered frames come later than they would without generated ones. */
  latency: number;
  /** Why nothing is generated just now. */
  pause: PacerPause | undefined;
};

/** Says, callback by callback, whether to render and what to show. */
export interface FramePacer {
  readonly stats: FramePacerStats;
  /**
   * A callback of `requestAnimationFrame` at `now`, ms: whether a frame is to be rendered in it. A pause of more than a quarter of
   * a second begins anew.
   */
  tick(now: number): boolean;
  /** The frame that was just rendered begins a shot: nothing is generated between it and the one before. */
  cut(): void;
  /** What this callback shows. Call it once, after rendering where `tick()` said so. */
  present(): Shown;
  /** Begins anew: another display, a resize. */
  reset(): void;
}

const longPause = 250;

/**
 * Makes a pacer. Times are counted in refreshes of the display, so that shown frames are evenly spaced: the frame for a refresh is
 * generated between the rendered ones around it. A rendered frame is always shown; generated ones are left out where callbacks
 * fail to come.
 *
 * @throws FrameloomError `invalid-argument`.
 */
export function createFramePacer(options: FramePacerOptions = {}): FramePacer {
  const { mode = 'interpolate', factor = 'auto', targetFps = 'display', minBaseRate = 24 } = options;
  check({ mode, factor, targetFps, minBaseRate });
  const clock = createDisplayClock();
  const governor = createFactorGovernor(factor);
  const frames = createShownFrames();
  const counts = { shown: 0, generated: 0, dropped: 0 };
  let lastTick = Number.NEGATIVE_INFINITY;
  let hasRendered = false;
  // Refreshes since the last one that is a slot, and whether this callback is one.
  let passed = 0;
  let isSlot = true;

  const stride = (): number => strideOf(clock.interval, targetFps);
  /** Milliseconds between frames that are shown. */
  const shownInterval = (): number => clock.interval * stride();
  /** Why nothing can be generated with the display as it is. */
  const pauseNow = (): PacerPause | undefined => {
    if (clock.interval === 0) return 'measuring';
    if (governor.value === 1) return 'in-time';
    // The measured rate varies a little.
    return 1030 / (shownInterval() * governor.value) < minBaseRate ? 'base-rate' : undefined;
  };
  const forget = (): void => {
    clock.reset();
    frames.reset();
    [passed, hasRendered] = [0, false];
  };
  const every = (): number => (pauseNow() === undefined ? governor.value : 1);

  return {
    get stats() {
      const held = mode === 'interpolate' ? every() - 1 : 0;
      const displayRate = clock.interval === 0 ? 0 : 1000 / clock.interval;
      const shownRate = displayRate / stride();
      return {
        ...counts,
        displayRate,
        shownRate,
        baseRate: shownRate / every(),
        factor: every(),
        latency: held * shownInterval(),
        pause: pauseNow() ?? (frames.isCut ? 'cut' : undefined),
      };
    },
    tick(now) {
      if (!Number.isFinite(now)) failArgument('interpolate', 'now', now, 'milliseconds of a callback');
      if (now - lastTick > longPause) forget();
      lastTick = now;
      passed += clock.tick(now);
      const slots = Math.floor(passed / stride());
      isSlot = slots > 0 || clock.interval === 0;
      if (!isSlot) return false;
      passed -= slots * stride();
      frames.slot += slots;
      if (hasRendered && clock.interval > 0) governor.add(slots);
      if (pauseNow() === undefined) counts.dropped += Math.max(0, slots - 1);
      hasRendered = frames.isDue(every());
      if (hasRendered) frames.rendered();
      return hasRendered;
    },
    cut() {
      frames.isCut = true;
    },
    present() {
      if (!isSlot) return 'same';
      const shown = mode === 'interpolate' ? frames.between(every()) : frames.after();
      if (shown !== 'same') counts.shown += 1;
      if (typeof shown === 'object') counts.generated += 1;
      return shown;
    },
    reset() {
      governor.reset();
      forget();
      lastTick = Number.NEGATIVE_INFINITY;
    },
  };
}

/** Refreshes for each frame that is shown. */
function strideOf(interval: number, targetFps: 'display' | number): number {
  return targetFps === 'display' || interval === 0
    ? 1
    : Math.max(1, Math.round(1000 / (interval * targetFps)));
}

function check({ mode, factor, targetFps, minBaseRate }: Required<FramePacerOptions>): void {
  const fail = (name: string, got: unknown, wanted: string): never =>
    failArgument('interpolate', name, got, wanted);
  if (mode !== 'interpolate' && mode !== 'extrapolate') fail('mode', mode, "'interpolate' or 'extrapolate'");
  if (factor !== 'auto' && !(Number.isInteger(factor) && factor >= 1 && factor <= 8)) {
    fail('factor', factor, "a whole number from 1 to 8, or 'auto'");
  }
  if (targetFps !== 'display' && !(targetFps > 0 && Number.isFinite(targetFps))) {
    fail('targetFps', targetFps, "'display', or frames a second above 0");
  }
  if (!(minBaseRate >= 0)) fail('minBaseRate', minBaseRate, 'frames a second, 0 or more');
}
