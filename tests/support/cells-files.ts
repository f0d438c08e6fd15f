import { loadModel } from '@frameloom/nn';
import { readLevelFiles, type CellsFiles } from '../../packages/world/src/cells/level-files.ts';

/** The files of a level with cells, with all that its engine knows of them. @param url Its folder, with a slash, or its level.json. */
export async function loadCellsFiles(url: URL): Promise<CellsFiles> {
  const { config, tensors } = await loadModel(new URL('level.json', url));
  return readLevelFiles(config, tensors, 'level');
}
