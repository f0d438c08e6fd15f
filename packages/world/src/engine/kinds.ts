import { FrameloomError } from '@frameloom/gpu';
import type { ModelConfig, Tensors } from '@frameloom/nn';
import type { LevelFiles } from './engine.ts';

/** Reads the files of one kind of level. Throws `load-failed` for files that don't fit each other. */
type ReadFiles = (config: ModelConfig, tensors: Tensors, where: string) => LevelFiles;

/** The engines, by `architecture.kind` of level.json. Loaded on demand: a page bundles them apart. */
const kinds: Readonly<Record<string, () => Promise<ReadFiles>>> = {
  cells: async () => (await import('../cells/cells.ts')).readCells,
  pixels: async () => (await import('../pixels/pixels.ts')).readPixels,
};

/**
 * Reads a level's files with the engine that its `architecture.kind` names; a level without one has cells.
 *
 * @throws FrameloomError `load-failed`.
 */
export async function readFiles(config: ModelConfig, tensors: Tensors, where: string): Promise<LevelFiles> {
  if (config.task !== 'level') {
    throw new FrameloomError(
      'load-failed',
      `${where}: task is ${JSON.stringify(config.task)}, a level has "level". Give loadLevel() a level's folder.`,
    );
  }
  const { kind = 'cells' } = config.architecture;
  const load = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (load) return (await load())(config, tensors, where);
  throw new FrameloomError(
    'load-failed',
    `${where}: architecture.kind must be one of ${Object.keys(kinds).join(', ')}, got ${JSON.stringify(kind)}. Update @frameloom/world, or export the level again.`,
  );
}
