import { FrameloomError, type Gpu, type PassTimer } from '@frameloom/gpu';
import type { JsonObject, LoadModelOptions, Precision } from '@frameloom/nn';
import type { ActionSpec, LevelFiles } from './engine/engine.ts';
import { loadLevelFiles } from './load-files.ts';
import { playLevel, type PlayOptions, type Play } from './play/play.ts';

/** What a level says about itself. */
export type LevelInfo = {
  name: string;
  /** Pixels of the picture. */
  width: number;
  height: number;
  /** Steps per second that it was made for. */
  fps: number;
  actions: readonly ActionSpec[];
  /** Names of the places to start from. */
  starts: readonly string[];
  /** Multiply-adds of one step and its picture. */
  macs: number;
  /** How its networks keep and multiply numbers. */
  precision: Precision;
  /** Figures from its level.json. */
  metrics: JsonObject;
};

/** Where to begin. */
export type ResetOptions = {
  /** Decides everything that happens by chance. 32 bits. Default 1. */
  seed?: number;
  /** Number of a start, or its name. Default 0. */
  start?: number | string;
};

/** A moment of a level to come back to. It stays on the GPU until {@link LevelSnapshot.dispose}. */
export interface LevelSnapshot {
  readonly stepCount: number;
  /** The moment as bytes, to keep in a file; {@link Level.restore} takes them too. */
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

/** A level in play: a network that predicts the next picture from the player's action. */
export interface Level {
  readonly info: LevelInfo;
  /** What is to be seen now; colours are sRGB-encoded. Written by every step, the same texture throughout. */
  readonly output: GPUTexture;
  /** Steps since {@link Level.reset}. */
  readonly stepCount: number;
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /** Starts again, and draws the first picture. */
  reset(options?: ResetOptions): GPUTexture;
  /**
   * Plays one step and draws it, submitting the work; nothing is read back.
   *
   * @param action Number or name of one of `info.actions`.
   * @param timer Measures each pass.
   * @throws FrameloomError `invalid-argument` for an action that the level doesn't have; the level stays as it was.
   */
  step(action: number | string, timer?: PassTimer): GPUTexture;
  /** Draws what the level remembers of its world, all of it, into a texture of its own. */
  drawMemory(): GPUTexture;
  /** Keeps this moment. */
  snapshot(): LevelSnapshot;
  /** Goes back to a moment, of this level or of another one of the same files. */
  restore(moment: LevelSnapshot | Uint8Array): GPUTexture;
  /** Records from now on what is played; only between a reset and the next one. The function returned ends it. */
  record(): () => LevelRecording;
  /** Plays on a canvas with keyboard, gamepad and touch. */
  play(canvas: HTMLCanvasElement, options?: PlayOptions): Promise<Play>;
  /** Numbers of the state now, for tests and tools: this does read back. See layout.ts. */
  readState(): Promise<Uint32Array<ArrayBuffer>>;
  dispose(): void;
}

/** Options of {@link loadLevel}. */
export type LoadLevelOptions = LoadModelOptions & {
  /** Default `'f16'` on hardware that has it, else `'f32'`. */
  precision?: Precision;
  /** Names the passes, and the owner in `gpu.memory`. Default `'world'`. */
  label?: string;
};

/**
 * Loads a level and makes it ready to play at its first start.
 *
 * @param url `'wick'`, which comes with this package, or the address of a level's folder or of its `level.json`.
 * @throws FrameloomError `load-failed` for files that are missing, damaged, don't fit or are newer than this release;
 * `aborted`, `invalid-argument`, `unsupported`, `device-lost`, `out-of-memory`.
 */
export async function loadLevel(gpu: Gpu, url: string | URL, options: LoadLevelOptions = {}): Promise<Level> {
  const { precision, label = 'world', ...loading } = options;
  const files = await loadLevelFiles(url, loading);
  const level = await createLevel(gpu, files, { ...(precision && { precision }), label });
  if (loading.signal?.aborted) {
    level.dispose();
    throw new FrameloomError('aborted', `${label}: stopped by its signal while shaders compiled.`);
  }
  return level;
}

/** {@link loadLevel} of files that are in memory. */
export async function createLevel(
  gpu: Gpu,
  files: LevelFiles,
  options: { precision?: Precision; label: string },
): Promise<Level> {
  const { label } = options;
  const { config, spec, stateWords } = files;
  const { device } = gpu;
  const engine = await files.createEngine(gpu, { precision: options.precision, label });
  let stepCount = 0;
  let begun = { seed: 1, start: 0 };
  let taken: number[] | undefined;
  let isDisposed = false;
  const playing = new Set<Play>();

  const requireAlive = (): void => {
    if (isDisposed)
      throw new FrameloomError('disposed', `${label}: used after dispose(). Load the level again.`);
    if (gpu.isLost || gpu.device !== device) {
      throw new FrameloomError(
        'device-lost',
        `${label}: the GPU device that the level lived on went away, and the level with it. Load the level again.`,
      );
    }
  };
  const submit = (work: (encoder: GPUCommandEncoder) => void): void => {
    const encoder = device.createCommandEncoder({ label });
    work(encoder);
    device.queue.submit([encoder.finish()]);
  };
  const load = (words: Uint32Array<ArrayBuffer>): GPUTexture => {
    device.queue.writeBuffer(engine.state, 0, words);
    submit((encoder) => engine.draw(encoder));
    return engine.picture;
  };
  const actionNumber = (action: number | string): number => {
    const number =
      typeof action === 'string' ? spec.actions.findIndex(({ name }) => name === action) : action;
    if (Number.isInteger(number) && number >= 0 && number < spec.actions.length) return number;
    throw new FrameloomError(
      'invalid-argument',
      `${label}: action must be one of ${spec.actions.map(({ name }, i) => `${i} ${name}`).join(', ')}, got ${JSON.stringify(action)}.`,
    );
  };
  const copyState = (): GPUBuffer => {
    const copy = device.createBuffer({
      label: `${label} moment`,
      size: engine.state.size,
      usage: 0x04 | 0x08,
    });
    submit((encoder) => encoder.copyBufferToBuffer(engine.state, 0, copy, 0, engine.state.size));
    return copy;
  };
  const readBuffer = async (buffer: GPUBuffer): Promise<Uint32Array<ArrayBuffer>> => {
    const staging = device.createBuffer({
      label: `${label} reading`,
      size: buffer.size,
      usage: 0x01 | 0x08,
    });
    submit((encoder) => encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size));
    try {
      await staging.mapAsync(0x01);
      return new Uint32Array(staging.getMappedRange().slice(0)).subarray(0, stateWords);
    } finally {
      staging.destroy();
    }
  };

  const level: Level = {
    info: {
      name: config.name,
      width: spec.frame.width,
      height: spec.frame.height,
      fps: spec.fps,
      actions: spec.actions,
      starts: spec.starts.map(({ name }) => name),
      macs: engine.macs,
      precision: engine.precision,
      metrics: config.metrics,
    },
    output: engine.picture,
    get stepCount() {
      return stepCount;
    },
    get bytes() {
      return isDisposed ? 0 : engine.bytes;
    },
    reset({ seed = 1, start = 0 } = {}) {
      requireAlive();
      const number = typeof start === 'string' ? spec.starts.findIndex(({ name }) => name === start) : start;
      const words = files.starts[number]?.slice();
      if (words === undefined) {
        throw new FrameloomError(
          'invalid-argument',
          `${label}: start must be a number below ${spec.starts.length} or a name of info.starts, got ${JSON.stringify(start)}.`,
        );
      }
      if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
        throw new FrameloomError(
          'invalid-argument',
          `${label}: seed must be a whole number from 0 to 2^32 − 1, got ${String(seed)}.`,
        );
      }
      words[1] = seed;
      stepCount = 0;
      begun = { seed, start: number };
      taken = undefined;
      return load(words);
    },
    step(action, timer) {
      requireAlive();
      const number = actionNumber(action);
      submit((encoder) => {
        engine.step(encoder, number, timer);
        engine.draw(encoder, timer);
        timer?.resolve(encoder);
      });
      taken?.push(number);
      stepCount++;
      return engine.picture;
    },
    drawMemory() {
      requireAlive();
      submit((encoder) => engine.drawMemory(encoder));
      return engine.memoryPicture;
    },
    snapshot() {
      requireAlive();
      const buffer = copyState();
      const moment: Moment = {
        stepCount,
        buffer,
        files,
        read: async () => new Uint8Array((await readBuffer(buffer)).slice().buffer),
        dispose: () => buffer.destroy(),
      };
      return moment;
    },
    restore(moment) {
      requireAlive();
      taken = undefined;
      if (moment instanceof Uint8Array) {
        const words = new Uint32Array(moment.slice().buffer, 0, Math.floor(moment.length / 4));
        files.requireState(words, `${label}: the moment to restore`);
        stepCount = words[0]!;
        return load(words);
      }
      const { buffer, files: from } = moment as Moment;
      if (from !== files) {
        throw new FrameloomError(
          'invalid-argument',
          `${label}: the moment to restore is of another level. Use one of this level's snapshots, or their bytes.`,
        );
      }
      stepCount = moment.stepCount;
      submit((encoder) => {
        encoder.copyBufferToBuffer(buffer, 0, engine.state, 0, engine.state.size);
        engine.draw(encoder);
      });
      return engine.picture;
    },
    record() {
      requireAlive();
      if (stepCount > 0) {
        throw new FrameloomError(
          'invalid-argument',
          `${label}: recording starts with a game. Call reset() before record().`,
        );
      }
      const actions: number[] = [];
      taken = actions;
      return () => {
        if (taken === actions) taken = undefined;
        return { level: config.name, ...begun, actions };
      };
    },
    async play(canvas, playOptions = {}) {
      requireAlive();
      const play = await playLevel(gpu, level, canvas, playOptions);
      playing.add(play);
      return play;
    },
    readState() {
      requireAlive();
      return readBuffer(engine.state);
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      for (const play of playing) play.stop();
      engine.dispose();
    },
  };
  level.reset();
  return level;
}

type Moment = LevelSnapshot & { buffer: GPUBuffer; files: LevelFiles };
