import { FrameloomError, type Gpu, type PassTimer } from '@frameloom/gpu';
import type { Level } from '../level.ts';
import { createControls } from './controls.ts';
import type { Controls, ControlsOptions } from './inputs.ts';
import { createPacer } from './pacing.ts';
import { createCanvasView } from './show.ts';

/** Options of {@link Level.play}. */
export type PlayOptions = {
  /** Steps per second. Default: what the level was made for. */
  fps?: number;
  /** Which inputs to listen to, or what says the next action itself. Default: all. */
  controls?: ControlsOptions | Controls;
  /** Ends playing. */
  signal?: AbortSignal;
  /** Called after each step with what was done. */
  onStep?: (action: number) => void;
  /** Called once with an error that ended playing, such as a lost device. */
  onError?: (error: unknown) => void;
  /** Measures the passes of each step; collected after it. */
  timer?: PassTimer;
};

/** A level being played on a canvas. */
export interface Play {
  /** Whether time goes on. False while paused, hidden or stopped. */
  readonly isRunning: boolean;
  pause(): void;
  resume(): void;
  /** Shows the picture as it is, for instance after a reset or restore while paused. */
  show(): void;
  /** Ends playing; the level stays usable. */
  stop(): void;
}

/** Steps that may wait on the GPU at a time. */
const mostUnfinished = 2;

/** Plays: fixed steps, each shown as soon as it is there; stands still while the page is hidden. */
export async function playLevel(
  gpu: Gpu,
  level: Level,
  canvas: HTMLCanvasElement,
  options: PlayOptions,
): Promise<Play> {
  const { fps = level.info.fps, signal, onStep, onError, timer } = options;
  if (!(fps > 0 && fps <= 1000)) {
    throw new FrameloomError(
      'invalid-argument',
      `play: fps must be above 0, at most 1000, got ${String(fps)}.`,
    );
  }
  const view = await createCanvasView(gpu, canvas, level.output, 'world/play');
  const given = options.controls;
  const controls =
    given && 'read' in given ? given : createControls(level.info.actions, canvas, given as ControlsOptions);
  const pacer = createPacer(fps);
  const ending = new AbortController();
  let isPaused = false;
  let request = 0;
  let unfinished = 0;

  const stop = (): void => {
    if (ending.signal.aborted) return;
    ending.abort();
    cancelAnimationFrame(request);
    if (controls !== given) controls.dispose();
    view.dispose();
  };
  const frame = (now: number): void => {
    if (ending.signal.aborted) return;
    request = requestAnimationFrame(frame);
    if (isPaused || document.hidden) {
      pacer.restart();
      return;
    }
    try {
      let steps = 0;
      // A GPU that can't keep up makes the game slower, not the page: what is due beyond two waiting steps is dropped.
      for (let due = pacer.due(now); due > 0 && unfinished < mostUnfinished; due--) {
        const action = controls.read();
        level.step(action, timer);
        onStep?.(action);
        steps++;
        unfinished++;
        const finish = (): number => unfinished--;
        void gpu.device.queue.onSubmittedWorkDone().then(finish, finish);
      }
      if (steps > 0) {
        view.draw();
        void timer?.collect();
      }
    } catch (error) {
      stop();
      onError?.(error);
      if (!onError) throw error;
    }
  };
  signal?.addEventListener('abort', stop, { signal: ending.signal });
  if (signal?.aborted) stop();
  else {
    view.draw();
    request = requestAnimationFrame(frame);
  }
  return {
    get isRunning() {
      return !isPaused && !ending.signal.aborted && !document.hidden;
    },
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
      pacer.restart();
    },
    show: () => view.draw(),
    stop,
  };
}
