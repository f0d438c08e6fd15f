import { FrameloomError, type Gpu } from '@frameloom/gpu';
import type { Level } from '../level/level.ts';
import { createControls } from './controls.ts';
import type { Controls } from './inputs.ts';
import { createPacer } from './pacing.ts';
import { createCanvasView, type CanvasView } from './show.ts';
import type { Play, PlayOptions } from './types.ts';

/** Steps that may wait on the GPU at a time. */
const mostUnfinished = 2;

/**
 * Plays a level in fixed steps and shows each picture as soon as it is drawn. Takes no steps while the page is hidden or
 * the device is lost.
 *
 * @param ended Called once, however playing ends.
 */
export async function playLevel(
  gpu: Gpu,
  level: Level,
  canvas: HTMLCanvasElement,
  options: PlayOptions,
  ended: () => void,
): Promise<Play> {
  const { signal, onError } = options;
  const fps = options.fps ?? level.info.fps;
  if (!(fps > 0 && fps <= 1000)) {
    throw new FrameloomError(
      'invalid-argument',
      `play: fps must be above 0, at most 1000, got ${String(fps)}.`,
    );
  }
  const view = options.view ?? (await createCanvasView(gpu, canvas, () => level.output, 'world/play'));
  const given = options.controls;
  const controls = given && 'read' in given ? given : createControls(level.info.actions, canvas, given);
  const pacer = createPacer(fps);
  const advance = createStepper(gpu, level, { ...options, view, controls });
  const ending = new AbortController();
  let isPaused = false;
  let request = 0;

  const stop = (): void => {
    if (ending.signal.aborted) return;
    ending.abort();
    cancelAnimationFrame(request);
    if (controls !== given) controls.dispose();
    stopListening();
    if (view !== options.view) view.dispose();
    ended();
  };
  const fail = (error: unknown): void => {
    stop();
    onError?.(error);
    if (!onError) throw error;
  };
  // A borrowed device is not replaced: there the next step throws.
  const isWaiting = (): boolean => level.isLost && !gpu.borrowed;
  const stopListening = gpu.onLost(({ reason, message }) => {
    if (reason !== 'rebuild-failed' || !level.isLost) return;
    fail(new FrameloomError('device-lost', `play: the GPU did not come back: ${message}`));
  });
  const frame = (now: number): void => {
    if (ending.signal.aborted) return;
    request = requestAnimationFrame(frame);
    try {
      if (isPaused || document.hidden || isWaiting()) pacer.restart();
      else advance(pacer.due(now));
    } catch (error) {
      fail(error);
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
      return !isPaused && !ending.signal.aborted && !document.hidden && !level.isLost;
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

/**
 * Makes a function that takes the steps that are due and shows the last of them. A GPU that can't keep up makes the game
 * slower, not the page: what is due beyond two unfinished steps is dropped.
 */
function createStepper(
  gpu: Gpu,
  level: Level,
  {
    view,
    controls,
    onStep,
    timer,
  }: Pick<PlayOptions, 'onStep' | 'timer'> & { view: CanvasView; controls: Controls },
): (due: number) => void {
  let unfinished = 0;
  const step = (): void => {
    const action = controls.read();
    level.step(action, timer);
    onStep?.(action);
    unfinished++;
    const finish = (): number => unfinished--;
    void gpu.device.queue.onSubmittedWorkDone().then(finish, finish);
  };
  return (due) => {
    const steps = Math.min(due, mostUnfinished - unfinished);
    for (let i = 0; i < steps; i++) step();
    if (steps <= 0) return;
    view.draw();
    void timer?.collect();
  };
}
