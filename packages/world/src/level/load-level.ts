import { FrameloomError, type Gpu } from '@frameloom/gpu';
import type { LoadModelOptions, Precision } from '@frameloom/nn';
import { loadLevelFiles } from '../load-files.ts';
import { createLevel } from './create-level.ts';
import type { Level } from './level.ts';

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
 * @param url `'wick'`, which comes with this package, the address of a level's folder or of its `level.json`, or a Map of
 * files by path, such as a dropped folder.
 * @throws FrameloomError `load-failed` for files that are missing, damaged, don't fit or are newer than this release;
 * `aborted`, `invalid-argument`, `unsupported`, `device-lost`, `out-of-memory`.
 */
export async function loadLevel(
  gpu: Gpu,
  url: string | URL | ReadonlyMap<string, Blob>,
  options: LoadLevelOptions = {},
): Promise<Level> {
  const { precision, label = 'world', ...loading } = options;
  const files = await loadLevelFiles(url, loading);
  const level = await createLevel(gpu, files, { precision, label });
  if (loading.signal?.aborted) {
    level.dispose();
    throw new FrameloomError('aborted', `${label}: stopped by its signal while shaders compiled.`);
  }
  return level;
}
