import { createPass, type Gpu, type Pass } from '@frameloom/gpu';
import type { Format } from '@frameloom/nn';
import storedF16 from '../cells/lib/stored-f16.wgsl?raw';
import storedF32 from '../cells/lib/stored-f32.wgsl?raw';
import keep from './passes/keep.wgsl?raw';
import memoryPicture from './passes/memory-picture.wgsl?raw';
import paint from './passes/paint.wgsl?raw';
import recall from './passes/recall.wgsl?raw';
import type { PixelsFiles } from './pixels-files.ts';
import { memorySize } from './pixels-spec.ts';

/** The passes of a level beside its network. */
export type PixelsPasses = Readonly<Record<'recall' | 'keep' | 'paint' | 'memoryPicture', Pass>>;

/** Channels of the memory in a row of its picture. */
export function memoryColumns(channels: number): number {
  return 2 ** Math.ceil(Math.log2(Math.sqrt(channels)));
}

/** Compiles the passes of a level for maps of `format`. */
export async function compilePixelsPasses(
  gpu: Gpu,
  { spec, layout }: PixelsFiles,
  format: Format,
): Promise<PixelsPasses> {
  const stored = format === 'f32' ? storedF32 : storedF16;
  const { levels, channels } = spec.memory;
  const memory = { memoryStart: layout.memory, memoryWords: layout.memoryWords, levels };
  const make = (file: string, code: string, constants: Record<string, number>): Promise<Pass> =>
    createPass(gpu, { label: `world/${file}`, file: `${file}.wgsl`, code, libraries: { stored }, constants });
  const [recalls, keeps, paints, shows] = await Promise.all([
    make('recall', recall, memory),
    make('keep', keep, memory),
    make('paint', paint, { pictureStart: layout.now }),
    make('memory-picture', memoryPicture, {
      memoryStart: layout.memory,
      ...memorySize(spec),
      columns: memoryColumns(channels),
      levels,
    }),
  ]);
  return { recall: recalls, keep: keeps, paint: paints, memoryPicture: shows };
}
