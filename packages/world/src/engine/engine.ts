import type { Gpu, PassTimer } from '@frameloom/gpu';
import type { ModelConfig, Precision } from '@frameloom/nn';

/** Something a player can do, and the inputs that mean it: `KeyboardEvent.code`, `Gamepad12`, `SwipeUp`. */
export type ActionSpec = { name: string; keys: readonly string[] };

/** What every level.json says, whichever engine runs it. */
export type LevelBasics = {
  /** Pixels of the picture. */
  frame: { width: number; height: number };
  /** Steps per second that the level was made for. */
  fps: number;
  actions: readonly ActionSpec[];
  starts: readonly { name: string }[];
};

/** A level's files, read and checked. Each kind of level has a function that makes them; see kinds.ts. */
export interface LevelFiles {
  readonly config: ModelConfig;
  readonly spec: LevelBasics;
  /** 32-bit words of a state. Word 0 counts steps, word 1 is the seed; the rest belongs to the engine. */
  readonly stateWords: number;
  /** The state of each start, with step and seed 0. */
  readonly starts: readonly Uint32Array<ArrayBuffer>[];
  /**
   * Throws unless a state is one that the engine can go on from, since shaders index with what it holds.
   *
   * @throws FrameloomError `load-failed`.
   */
  requireState(words: ArrayLike<number>, where: string): void;
  /** Bytes of GPU memory that an engine takes, at most: known before there is one. */
  estimateMemory(precision: Precision): number;
  /** @throws FrameloomError `unsupported`, `compilation`, `device-lost`, `out-of-memory`; nothing is left allocated. */
  createEngine(gpu: Gpu, options: EngineOptions): Promise<Engine>;
}

/** Where a state holds the classes of a picture's pixels, and what each class looks like. */
export type PixelClasses = {
  /** Pixels of the picture. */
  frame: { width: number; height: number };
  /** Bytes from the beginning of the state; a byte for each pixel, row by row, filled up to whole words. */
  offset: number;
  /** RGB of each class. */
  palette: readonly (readonly [number, number, number])[];
};

/** Options of {@link LevelFiles.createEngine}. */
export type EngineOptions = {
  /** Default: the fastest of the device for networks of this size. */
  precision?: Precision | undefined;
  /** Names the passes of networks, and the owner in `gpu.memory`. */
  label: string;
};

/**
 * Runs a level on one device: predicts the next state from an action, and draws pictures of a state. Everything that one
 * step leaves for the next one is in `state`, so that whoever copies that buffer has the whole game. An engine dies with
 * its device.
 */
export interface Engine {
  /** `stateWords` words; with COPY_SRC and COPY_DST. */
  readonly state: GPUBuffer;
  /** Of the last picture; levels of other kinds than `pixels` have none. */
  readonly classes?: PixelClasses;
  /** What the player sees, rgba8unorm with sRGB-encoded colours: written by {@link Engine.draw}. */
  readonly picture: GPUTexture;
  /** What the level remembers, rgba8unorm: written by {@link Engine.drawMemory}. */
  readonly memoryPicture: GPUTexture;
  readonly precision: Precision;
  /** Multiply-adds of all networks in one step with its picture. */
  readonly macs: number;
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /** Records one step. Any number of steps, with any actions, can be recorded before a submit. */
  step(encoder: GPUCommandEncoder, action: number, timer?: PassTimer): void;
  /** Records the picture of the state. */
  draw(encoder: GPUCommandEncoder, timer?: PassTimer): void;
  /** Records the picture of all that the state remembers. */
  drawMemory(encoder: GPUCommandEncoder): void;
  dispose(): void;
}
