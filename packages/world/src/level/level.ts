import type { PassTimer } from '@frameloom/gpu';
import type { JsonObject, Precision } from '@frameloom/nn';
import type { ActionSpec } from '../engine/engine.ts';
import type { Play, PlayOptions } from '../play/types.ts';

/** What a level says about itself. */
export type LevelInfo = {
  name: string;
  /** Pixels of the picture. */
  width: number;
  height: number;
  /** Steps per second that it was made for. */
  fps: number;
  actions: readonly ActionSpec[];
  /** Names of the states to start from. */
  starts: readonly string[];
  /** Multiply-adds of one step and its picture. */
  macs: number;
  /** How its networks keep and multiply numbers. */
  precision: Precision;
  /** Figures from its level.json, and how it was trained. */
  metrics: JsonObject;
  training: JsonObject;
};

/** Where to begin. */
export type ResetOptions = {
  /** Seed of the random numbers, which follow from it and the number of the step. 32 bits. Default 1. */
  seed?: number;
  /** Number of a start, or its name. Default 0. */
  start?: number | string;
};

/**
 * A copy of a level's state, for {@link Level.restore}. It lies on the GPU until {@link LevelSnapshot.dispose}; after a
 * loss of the device, restoring replays the game up to it.
 */
export interface LevelSnapshot {
  readonly stepCount: number;
  /**
   * The state as bytes, to keep in a file; {@link Level.restore} takes them too.
   *
   * @throws FrameloomError `device-lost` where the device is gone, or goes away meanwhile.
   */
  read(): Promise<Uint8Array<ArrayBuffer>>;
  dispose(): void;
}

/** What was played: together with the level it gives the same pictures again. */
export type LevelRecording = {
  level: string;
  seed: number;
  start: number;
  /** One number per step. */
  actions: readonly number[];
};

/**
 * A game that networks predict: each step makes the next state, and a picture of it, from the player's action.
 *
 * On a device that `createGpu()` made, a level survives its loss: it goes on with the next device from its last step. For
 * that it reads its state back every 64 steps (nothing waits for it) and keeps the actions since. Until then
 * {@link Level.isLost} is true, and calls that need a device throw `device-lost`. On a borrowed device a level dies with
 * it. Every call throws `disposed` after {@link Level.dispose}.
 */
export interface Level {
  readonly info: LevelInfo;
  /**
   * The picture, rgba8unorm with sRGB-encoded colours. Every step writes the same texture; another one takes its place
   * only after the device was lost, see {@link Level.onRebuild}.
   */
  readonly output: GPUTexture;
  /** Steps since {@link Level.reset}. */
  readonly stepCount: number;
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /** True from the loss of the device until the level goes on with the next one; on a borrowed device, for ever. */
  readonly isLost: boolean;
  /**
   * Starts again, and draws the first picture. While the device is lost it takes effect with the next one.
   *
   * @throws FrameloomError `invalid-argument`.
   */
  reset(options?: ResetOptions): GPUTexture;
  /**
   * Plays one step and draws it, submitting the work; nothing waits for the GPU.
   *
   * @param action Number or name of one of `info.actions`.
   * @param timer Measures each pass.
   * @throws FrameloomError `invalid-argument` for an action that the level doesn't have; the level stays as it was.
   */
  step(action: number | string, timer?: PassTimer): GPUTexture;
  /**
   * Records one step and its picture into an encoder of the caller, who submits it and ends the timer's frame. Any number
   * of steps can be recorded before a submit; all other calls act on the queue at once, so submit before them.
   *
   * @throws FrameloomError as {@link Level.step}; nothing is recorded then.
   */
  record(encoder: GPUCommandEncoder, action: number | string, timer?: PassTimer): GPUTexture;
  /** @deprecated The former name of {@link Level.recordActions}; it goes with the next release. */
  record(): () => LevelRecording;
  /** Draws what the level remembers of its world, all of it, into a texture of its own. */
  drawMemory(): GPUTexture;
  /** Copies the current state on the GPU. */
  snapshot(): LevelSnapshot;
  /**
   * Goes back to a state, of this level or of another one of the same files. While the device is lost it takes effect
   * with the next one.
   *
   * @throws FrameloomError `invalid-argument`, `load-failed` for bytes that are no state of this level.
   */
  restore(state: LevelSnapshot | Uint8Array): GPUTexture;
  /**
   * Keeps the actions that are played from now on; only between a reset and the first step. The function returned ends it.
   *
   * @throws FrameloomError `invalid-argument`.
   */
  recordActions(): () => LevelRecording;
  /**
   * Plays on a canvas with keyboard, gamepad and touch.
   *
   * @throws FrameloomError `invalid-argument`.
   */
  play(canvas: HTMLCanvasElement, options?: PlayOptions): Promise<Play>;
  /**
   * The words of the state now, for tests and tools. Word 0 counts steps, word 1 is the seed, the rest depends on the kind
   * of level. Of a level of pixels word 2 begins the picture: a byte for each pixel, its class, row by row.
   *
   * @throws FrameloomError `device-lost`, also where the device goes away meanwhile.
   */
  readState(): Promise<Uint32Array<ArrayBuffer>>;
  /**
   * Hears when the level goes on after a loss: {@link Level.output} is another texture, and what the listener needs of the
   * new device can be made. Returns the function that stops it.
   */
  onRebuild(listener: () => void): () => void;
  dispose(): void;
}
