import type { ModelConfig, Tensors } from '@frameloom/nn';
import type { LevelFiles } from '../engine/engine.ts';
import { createCellsEngine } from './engine.ts';
import { estimateCells } from './estimate.ts';
import { readLevelFiles, requireSoundState } from './level-files.ts';
import { requireNetworks } from './networks.ts';

/**
 * Levels whose world is a grid of cells: reads the files of a level whose `architecture.kind` is `'cells'` or missing.
 *
 * @throws FrameloomError `load-failed`.
 */
export function readCells(config: ModelConfig, tensors: Tensors, where: string): LevelFiles {
  const files = readLevelFiles(config, tensors, where);
  requireNetworks(files, where);
  const { spec, layout, starts } = files;
  return {
    config,
    spec,
    starts,
    stateWords: layout.stateWords,
    requireState: (words, about) => requireSoundState(spec, layout, words, about),
    estimateMemory: (precision) => estimateCells(files, precision),
    createEngine: (gpu, options) => createCellsEngine(gpu, files, options),
  };
}
