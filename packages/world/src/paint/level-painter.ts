import { createPass, createPool, FrameloomError, type Gpu, type PassTimer } from '@frameloom/gpu';
import {
  createFeatureMap,
  createNetwork,
  loadModel,
  type FeatureMap,
  type LoadModelOptions,
  type Model,
  type Precision,
} from '@frameloom/nn';
import storedF16 from '../cells/lib/stored-f16.wgsl?raw';
import storedF32 from '../cells/lib/stored-f32.wgsl?raw';
import type { PixelClasses } from '../engine/engine.ts';
import { choosePrecision } from '../engine/precision.ts';
import { sessionOf } from '../level/create-level.ts';
import type { Level } from '../level/level.ts';
import type { Session } from '../level/session.ts';
import { readPainterFiles, type PainterFiles } from './painter-files.ts';
import unfold from './unfold.wgsl?raw';

/** GPUTextureUsage, spelled out because Node has no such globals of its own. */
const textureUsage = { copySrc: 0x01, textureBinding: 0x04, storageBinding: 0x08 } as const;

/** Options of {@link createLevelPainter}. */
export type LevelPainterOptions = LoadModelOptions & {
  /** Default: the fastest of the device for networks of this size. */
  precision?: Precision;
  /** Names the passes, and the owner in `gpu.memory`. Default `'world/painter'`. */
  label?: string;
};

/**
 * Paints a level's pictures anew, larger and finer, through a network that reads the classes of its pixels and its own last
 * picture. It comes back after a lost device as the level does.
 */
export interface LevelPainter {
  /**
   * The painted picture, rgba8unorm with sRGB-encoded colours. Every call writes the same texture; after the device was lost
   * another one takes its place.
   */
  readonly output: GPUTexture;
  /** Pixels of {@link LevelPainter.output}. */
  readonly width: number;
  readonly height: number;
  readonly precision: Precision;
  /** Multiply-adds of one picture. */
  readonly macs: number;
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /**
   * Records the picture of the level as it will be after what was recorded before. Between two pictures the level may take any
   * number of steps; after a reset or another jump the last picture is forgotten.
   *
   * @throws FrameloomError `device-lost`, `disposed`.
   */
  record(encoder: GPUCommandEncoder, timer?: PassTimer): GPUTexture;
  /** The same in a submit of its own. */
  paint(timer?: PassTimer): GPUTexture;
  dispose(): void;
}

/**
 * Makes a painter of a level of pixels. It reads the level's state on the GPU; nothing is read back. Dispose it before the level.
 *
 * ```ts
 * const painter = await createLevelPainter(gpu, level, '/models/city/town/');
 * level.record(encoder, 'gas');
 * painter.record(encoder);                      // the same submit
 * ```
 *
 * @param url Address of the model's folder, with a slash at the end, or of its `model.json`; or a loaded model.
 * @throws FrameloomError `invalid-argument` for a level whose pictures are not classes; `load-failed` for a model that does not fit
 * the level, or is missing or damaged; `aborted`, `unsupported`, `device-lost`, `out-of-memory`.
 */
export async function createLevelPainter(
  gpu: Gpu,
  level: Level,
  url: string | URL | Model,
  options: LevelPainterOptions = {},
): Promise<LevelPainter> {
  const { label = 'world/painter', precision = choosePrecision(gpu), ...loading } = options;
  const session = sessionOf(level);
  const classes = session?.engine.classes;
  if (!session || !classes) {
    throw new FrameloomError(
      'invalid-argument',
      `${label}: level must be one of the kind pixels, made by loadLevel(), got ${level?.info?.name ?? String(level)}.`,
    );
  }
  const { config, tensors } =
    typeof url === 'object' && 'config' in url ? url : await loadModel(url, loading);
  const files = readPainterFiles(config, tensors, classes, `${label}: model ${config.name}`);
  const compile = (): Promise<Brush> => createBrush(gpu, session, classes, files, { precision, label });
  let brush = await compile();
  let isDisposed = false;
  const stopListening = gpu.onRebuild(async () => {
    const next = await compile();
    if (isDisposed) return next.dispose();
    brush.dispose();
    brush = next;
  });
  const record = (encoder: GPUCommandEncoder, timer?: PassTimer): GPUTexture => {
    if (isDisposed) throw new FrameloomError('disposed', `${label}: used after dispose(). Make it again.`);
    session.requireDevice();
    brush.record(encoder, timer);
    return brush.picture;
  };
  return {
    get output() {
      return brush.picture;
    },
    width: files.scale * classes.frame.width,
    height: files.scale * classes.frame.height,
    precision,
    macs: brush.macs,
    get bytes() {
      return isDisposed ? 0 : brush.bytes;
    },
    record,
    paint(timer) {
      session.requireDevice();
      session.submit((encoder) => {
        record(encoder, timer);
        timer?.resolve(encoder);
      });
      return brush.picture;
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      stopListening();
      brush.dispose();
    },
  };
}

/** What paints on one device. */
type Brush = {
  readonly picture: GPUTexture;
  readonly macs: number;
  readonly bytes: number;
  record(encoder: GPUCommandEncoder, timer?: PassTimer): void;
  dispose(): void;
};

async function createBrush(
  gpu: Gpu,
  session: Session,
  { frame, offset }: PixelClasses,
  { network: architecture, tensors, scale }: PainterFiles,
  { precision, label }: { precision: Precision; label: string },
): Promise<Brush> {
  const network = await createNetwork(gpu, architecture, tensors, { maxSize: frame, label, precision });
  const pool = createPool(gpu, label);
  const dispose = (): void => {
    network.dispose();
    pool.dispose();
  };
  try {
    const stored = network.format === 'f32' ? storedF32 : storedF16;
    const show = await createPass(gpu, {
      label: `${label}/unfold`,
      file: 'unfold.wgsl',
      code: unfold,
      libraries: { stored },
      constants: { scale },
    });
    const map = (name: string): FeatureMap =>
      createFeatureMap(pool, { label: name, ...frame, channels: 3 * scale * scale, format: network.format });
    const now = createFeatureMap(pool, { label: 'now', ...frame, channels: 1, format: 'u8' });
    const size = { width: scale * frame.width, height: scale * frame.height };
    const { storageBinding, textureBinding, copySrc } = textureUsage;
    const usage = storageBinding | textureBinding | copySrc;
    const picture = pool.texture({ label: 'picture', ...size, format: 'rgba8unorm', usage });
    let [past, made] = [map('past'), map('made')];
    let game = -1;
    return {
      picture,
      macs: network.macs(frame.width, frame.height),
      get bytes() {
        return network.bytes + pool.bytes;
      },
      record(encoder, timer) {
        const { engine, journal } = session;
        encoder.copyBufferToBuffer(engine.state, offset, now.buffer, 0, now.buffer.size);
        if (journal.game !== game) encoder.clearBuffer(past.buffer);
        ({ game } = journal);
        network.record(encoder, { now, past }, { picture: made }, frame, timer);
        show.record(encoder, { channels: made.buffer, picture }, size, timer);
        [past, made] = [made, past];
      },
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}
