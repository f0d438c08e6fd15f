import { FrameloomError } from '@frameloom/gpu';
import { toFloat32, type ModelConfig, type Tensors } from '@frameloom/nn';
import { memorySize, parsePixelsSpec, type PixelsSpec } from './pixels-spec.ts';

/** Where the parts of a state lie, in 32-bit words. Word 0 counts steps, word 1 is the seed. */
export type PixelsLayout = {
  /** Classes of the last picture, and of the one before, four to a word. */
  now: number;
  before: number;
  pictureWords: number;
  /** Levels of the memory: as a feature map lies, a word for the four channels of a block. */
  memory: number;
  memoryWords: number;
  stateWords: number;
};

/** Files of a level of the kind `pixels`, checked against each other. */
export type PixelsFiles = {
  config: ModelConfig;
  spec: PixelsSpec;
  layout: PixelsLayout;
  /** Of the network, by the names that its layers have. */
  tensors: Tensors;
  starts: readonly Uint32Array<ArrayBuffer>[];
};

/** Reads the files of a level whose `architecture.kind` is `'pixels'`. */
export function readPixelsFiles(config: ModelConfig, tensors: Tensors, where: string): PixelsFiles {
  const spec = parsePixelsSpec(config.architecture, where);
  const layout = layOutPixels(spec);
  const { frame, memory, starts } = spec;
  const size = memorySize(spec);
  const take = (name: string, shape: readonly number[]): Float32Array => {
    const tensor = tensors.get(name);
    if (tensor?.dtype === 'U8' && `${tensor.shape}` === `${shape}`) return toFloat32(tensor);
    throw new FrameloomError(
      'load-failed',
      `${where}: tensor ${name} must be U8 [${shape.join(', ')}], got ${tensor ? `${tensor.dtype} [${tensor.shape.join(', ')}]` : 'none'}. Export the level again.`,
    );
  };
  const count = starts.length;
  const now = take('start.now', [count, frame.height, frame.width]);
  const before = take('start.before', [count, frame.height, frame.width]);
  const kept = take('start.memory', [count, memory.channels, size.height, size.width]);
  const prefix = 'network.';
  return {
    config,
    spec,
    layout,
    tensors: new Map(
      [...tensors].flatMap(([name, value]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
      ),
    ),
    starts: starts.map((_, start) => {
      const part = (values: Float32Array): Float32Array => {
        const each = values.length / count;
        return values.subarray(start * each, (start + 1) * each);
      };
      const words = new Uint32Array(layout.stateWords);
      const bytes = new Uint8Array(words.buffer);
      bytes.set(part(now), 4 * layout.now);
      bytes.set(part(before), 4 * layout.before);
      const levels = part(kept);
      const pixels = size.width * size.height;
      for (let i = 0; i < levels.length; i++) {
        const channel = Math.floor(i / pixels);
        bytes[4 * (layout.memory + Math.floor(channel / 4) * pixels + (i % pixels)) + (channel % 4)] =
          levels[i]!;
      }
      requirePixelsState(spec, layout, words, `${where}: start ${start}`);
      return words;
    }),
  };
}

function layOutPixels(spec: PixelsSpec): PixelsLayout {
  const size = memorySize(spec);
  const pictureWords = Math.ceil((spec.frame.width * spec.frame.height) / 4);
  const memoryWords = (size.width * size.height * spec.memory.channels) / 4;
  const memory = 2 + 2 * pictureWords;
  return {
    now: 2,
    before: 2 + pictureWords,
    pictureWords,
    memory,
    memoryWords,
    stateWords: memory + memoryWords,
  };
}

/** Throws unless every class and level of a state exists. */
export function requirePixelsState(
  { palette, memory }: PixelsSpec,
  layout: PixelsLayout,
  state: ArrayLike<number>,
  where: string,
): void {
  if (state.length !== layout.stateWords) {
    throw new FrameloomError(
      'load-failed',
      `${where}: a state of this level has ${layout.stateWords} numbers, got ${state.length}.`,
    );
  }
  for (let at = layout.now; at < layout.stateWords; at++) {
    const [below, what] =
      at < layout.memory ? [palette.length, 'a class'] : [memory.levels, 'a level of the memory'];
    for (let shift = 0; shift < 32; shift += 8) {
      const value = (state[at]! >>> shift) & 255;
      if (value < below) continue;
      throw new FrameloomError(
        'load-failed',
        `${where}: ${what} must be from 0 to ${below - 1}, got ${value}.`,
      );
    }
  }
}
