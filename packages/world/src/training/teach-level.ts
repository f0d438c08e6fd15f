import { createPass, createPool, FrameloomError, show, type Gpu, type ResourcePool } from '@frameloom/gpu';
import { randomLibraries } from '@frameloom/nn';
import { createTrainer, type Trainer } from '@frameloom/nn/training';
import type { ActionSpec } from '../engine/engine.ts';
import { readEpisodes } from '../record/read-episodes.ts';
import { createBatch, readCounts, submitStep, type Batch } from './batch.ts';
import { createCurriculum, type Curriculum } from './curriculum.ts';
import dealCode from './deal.wgsl?raw';
import { createLesson, type Lesson } from './lesson.ts';
import { writeLevel, type Start } from './level-folder.ts';
import { describeSmallNetwork } from './small-network.ts';
import { createStreams } from './streams.ts';
import tallyCode from './tally.wgsl?raw';

/** Options of {@link teachLevel}. */
export type TeachLevelOptions = {
  /** Steps of the whole run, over which the learning rate falls. Default 4000. */
  steps?: number;
  /** Games that are learned from at the same time. Default 16. */
  batch?: number;
  /** Highest learning rate. Default 0.002. */
  rate?: number;
  /** Own pictures that follow each other at most, on average. Default 16. */
  longest?: number;
  /** Default 1. */
  seed?: number;
  /** Of the level. Default: what the recording says. */
  name?: string;
  /** Steps a second that the level is played with. Default 15. */
  fps?: number;
  /** The keys of each action, in the order of the recording. Default: the names, without keys. */
  actions?: readonly ActionSpec[];
  /** What the level can begin with. Default: the 30th picture of the first 8 games. */
  starts?: readonly Start[];
  /** Names the passes, and the owner in `gpu.memory`. Default `'world/teacher'`. */
  label?: string;
};

/** How the learning goes: means of the latest steps, and of longer ones. */
export type LessonFigures = {
  /** Steps so far, and of the whole run. */
  step: number;
  steps: number;
  /** Weighted cross-entropy of a pixel, nats. */
  loss: number;
  /** Part of all pixels that are right. */
  right: number;
  /** Part of those that change after a true picture that are right, an average over some twenty steps. */
  changes: number;
  /** Steps from one true picture that goes in to the next, own ones between them, on average. */
  length: number;
};

/** A network that learns a game from a recording. */
export interface LevelTeacher {
  readonly step: number;
  readonly steps: number;
  /** Bytes of GPU memory. */
  readonly bytes: number;
  /** Submits one step; nothing waits for the GPU. At most 900 may be under way. Throws `device-lost`, `disposed`. */
  learn(): void;
  /** Of the steps since the last call, which it waits for. Call it every 20 to 100 steps: by them own pictures become more or fewer. */
  figures(): Promise<LessonFigures>;
  /** The level as it is now: `level.json` and `level.safetensors`, for `loadLevel` and for a folder. Waits for the GPU. */
  files(): Promise<Map<string, Blob>>;
  dispose(): void;
}

/**
 * Teaches a small network a game that `recordLevel` recorded: from its pictures, which should have few flat colours and show all that
 * matters for the next one, and its actions. After the device was lost, begin again.
 *
 * @param recording The file, as `recordLevel` ends with; its sides multiples of 16 pixels.
 * @throws FrameloomError `load-failed` for another file, `invalid-argument` for one that nothing can be learned from; `compilation`,
 * `device-lost`, `disposed`.
 */
export async function teachLevel(
  gpu: Gpu,
  recording: Uint8Array,
  options: TeachLevelOptions = {},
): Promise<LevelTeacher> {
  const { label = 'world/teacher', steps = 4000, batch = 16, rate = 2e-3, longest = 16, seed = 1 } = options;
  const { maxStorageBufferBindingSize } = gpu.device.limits;
  const lesson = createLesson(
    label,
    await readEpisodes(recording),
    Math.min(2 ** 27, maxStorageBufferBindingSize),
  );
  requireParts(label, lesson, options);
  const { frame, palette, actions } = lesson.header;
  const network = describeSmallNetwork(palette.length, actions.length);
  const trainer = await createTrainer(gpu, network, {
    classes: 'next',
    size: frame,
    batch,
    steps,
    rate,
    seed,
    label: `${label}/network`,
  });
  const pool = createPool(gpu, label);
  try {
    const [deal, tally] = await Promise.all(
      (
        [
          ['deal', dealCode],
          ['tally', tallyCode],
        ] as const
      ).map(([name, code]) =>
        createPass(gpu, {
          label: `${label}/${name}`,
          file: `${name}.wgsl`,
          code,
          libraries: randomLibraries,
        }),
      ),
    );
    const buffers = createBatch(gpu, pool, lesson, batch);
    const streams = createStreams(lesson.episodes, batch, {
      longest: 2 * longest,
      random: createRandom(seed),
    });
    const curriculum = createCurriculum(longest, lesson.changing);
    const learn = (): void => {
      const words = streams.deal(curriculum.length, curriculum.length > 1 ? spoiled : 0);
      submitStep(gpu, { deal: deal!, tally: tally!, trainer, buffers, batch, frame }, words, streams.actions);
    };
    return buildTeacher(gpu, { lesson, trainer, pool, curriculum, buffers, steps, learn, network }, options);
  } catch (error) {
    trainer.dispose();
    pool.dispose();
    throw error;
  }
}

/** Of the pictures that streams begin with, once own ones go in. */
const spoiled = 0.3;

type Built = {
  lesson: Lesson;
  trainer: Trainer;
  pool: ResourcePool;
  curriculum: Curriculum;
  buffers: Batch;
  steps: number;
  network: ReturnType<typeof describeSmallNetwork>;
  learn(): void;
};

function buildTeacher(
  gpu: Gpu,
  { lesson, trainer, pool, curriculum, buffers, steps, network, learn }: Built,
  options: TeachLevelOptions,
): LevelTeacher {
  const { header } = lesson;
  const { name = header.level, fps = 15, starts = startsOf(lesson) } = options;
  const { actions = header.actions.map((action) => ({ name: action, keys: [] })) } = options;
  let latest: LessonFigures = { step: 0, steps, loss: 0, right: 0, changes: 0, length: 1 };
  return {
    get step() {
      return trainer.step;
    },
    steps,
    get bytes() {
      return trainer.bytes + pool.bytes;
    },
    learn,
    async figures() {
      const [figures, counts] = await Promise.all([trainer.figures(), readCounts(gpu, pool, buffers.totals)]);
      if (figures.steps === 0) return latest;
      curriculum.follow(counts, figures.steps, trainer.step / steps);
      const { changes, length } = curriculum;
      const { loss, right } = figures;
      return (latest = { step: trainer.step, steps, loss, right, changes, length });
    },
    async files() {
      const weights = await trainer.weights();
      return writeLevel({ name, fps, header, actions, network, weights, starts, metrics: { ...latest } });
    },
    dispose() {
      trainer.dispose();
      pool.dispose();
    },
  };
}

/** The 30th picture of the first 8 games, or their last. */
function startsOf({ header: { frame }, episodes, pictures }: Lesson): Start[] {
  const each = frame.width * frame.height;
  return episodes.slice(0, 8).map(({ start, actions }) => {
    const at = start + Math.min(30, actions.length);
    return {
      now: pictures.subarray(at * each, (at + 1) * each),
      before: pictures.subarray((at - 1) * each, at * each),
    };
  });
}

function requireParts(label: string, { header }: Lesson, { actions, starts }: TeachLevelOptions): void {
  const names = (actions ?? []).map(({ name }) => name);
  if (actions && names.join() !== header.actions.join()) {
    throw new FrameloomError(
      'invalid-argument',
      `${label}: actions must be ${header.actions.join(', ')}, as the recording has them, got ${show(names)}.`,
    );
  }
  const each = header.frame.width * header.frame.height;
  if (
    starts?.length === 0 ||
    starts?.some(({ now, before }) => now.length !== each || before.length !== each)
  ) {
    throw new FrameloomError(
      'invalid-argument',
      `${label}: starts must be pairs of pictures of ${each} bytes. Give one or more.`,
    );
  }
}

/** Numbers in [0, 1), the same each time for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
