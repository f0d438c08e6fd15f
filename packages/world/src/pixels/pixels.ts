import { estimateNetwork, type ModelConfig, type Tensors } from '@frameloom/nn';
import type { LevelFiles } from '../engine/engine.ts';
import { estimatePixelsBuffers } from './buffers.ts';
import { createPixelsEngine } from './engine.ts';
import { readPixelsFiles, requirePixelsState } from './pixels-files.ts';

/**
 * Levels that are pictures and nothing else: reads the files of a level whose `architecture.kind` is `'pixels'`.
 *
 * @throws FrameloomError `load-failed`.
 */
export function readPixels(config: ModelConfig, tensors: Tensors, where: string): LevelFiles {
  const files = readPixelsFiles(config, tensors, where);
  const { spec, layout, starts } = files;
  return {
    config,
    spec,
    starts,
    stateWords: layout.stateWords,
    requireState: (words, about) => requirePixelsState(spec, layout, words, about),
    estimateMemory: (precision) =>
      estimatePixelsBuffers(files, precision === 'f32' ? 'f32' : 'f16') +
      estimateNetwork(spec.network, spec.frame, precision),
    createEngine: (gpu, options) => createPixelsEngine(gpu, files, options),
  };
}
