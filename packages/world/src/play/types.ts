import type { PassTimer } from '@frameloom/gpu';
import type { Controls, ControlsOptions } from './inputs.ts';
import type { CanvasView } from './show.ts';

/** Options of {@link Level.play}. */
export type PlayOptions = {
  /** Steps per second. Default: what the level was made for. */
  fps?: number;
  /** Which inputs to listen to, or what says the next action itself. Default: all. */
  controls?: ControlsOptions | Controls;
  /**
   * What shows each picture, such as an upscaler that draws `level.output` on the canvas. Default: the picture's own pixels. It is
   * not disposed.
   */
  view?: CanvasView;
  /** Ends playing. */
  signal?: AbortSignal;
  /** Called after each step with what was done. */
  onStep?: (action: number) => void;
  /**
   * Called once with an error that ended playing, such as a canvas that was given to another device. Without it the error
   * is thrown in the frame. A lost device of `createGpu()` does not end playing: it goes on with the next device.
   */
  onError?: (error: unknown) => void;
  /** Measures the passes of each step; collected after it. */
  timer?: PassTimer;
};

/** A level being played on a canvas. */
export interface Play {
  /** Whether steps are taken. False while paused, hidden, without a device, or stopped. */
  readonly isRunning: boolean;
  pause(): void;
  resume(): void;
  /** Shows the picture as it is, for instance after a reset or restore while paused. */
  show(): void;
  /** Ends playing; the level stays usable. */
  stop(): void;
}
