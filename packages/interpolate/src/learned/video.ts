import type { Gpu } from '@frameloom/gpu';
import type { LoadProgress } from '@frameloom/gpu/files';
import { shippedVideoModels, type VideoModelSource } from '../model-source.ts';
import mixCode from '../passes/mix/mix.wgsl?raw';
import proposal from '../passes/mix/learned.wgsl?raw';
import featuresCode from '../passes/video-features/video-features.wgsl?raw';
import { openLearned, type Learned } from './learned.ts';
import { halfOf } from './sizes.ts';

/** The network for pictures without motion vectors; `record` takes what the mix is bound to. */
export function openVideoNetwork(
  gpu: Gpu,
  label: string,
  source: VideoModelSource,
  onProgress?: (progress: LoadProgress) => void,
): Learned {
  return openLearned(
    gpu,
    label,
    source,
    {
      shipped: shippedVideoModels,
      features: 36,
      parameters: 8,
      sizeOf: halfOf,
      reads: ['params', 'flow', 'beforeSmall', 'nowSmall', 'linearSampler'],
      featuresPass: { name: 'video-features', code: featuresCode },
      choicePass: { name: 'mix-learned', code: mixCode, constants: { hdr: 0 } },
      choice: { proposal },
    },
    onProgress,
  );
}
